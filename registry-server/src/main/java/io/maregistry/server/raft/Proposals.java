package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import io.maregistry.server.config.WriteRouting;
import io.maregistry.server.replication.Committed;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Command;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes commands from this node's callers and puts them into the {@link Outbox}. Any thread; never blocks. */
final class Proposals implements Proposer {

    private final Outbox outbox;
    private final Roles roles;
    private final LeaderHint hint;
    private final WriteRouting routing;
    private final Function<Command, @Nullable RegistryException> refusal;

    /** @param refusal why this node does not take that command at the moment; null = it does */
    Proposals(
            Outbox outbox,
            Roles roles,
            LeaderHint hint,
            WriteRouting routing,
            Function<Command, @Nullable RegistryException> refusal) {
        this.outbox = outbox;
        this.roles = roles;
        this.hint = hint;
        this.routing = routing;
        this.refusal = refusal;
    }

    @Override
    public CompletionStage<Committed> propose(Command command) {
        if (routing == WriteRouting.FORWARD) {
            return offer(Pending.forAnyNode(command));
        }
        Roles.View view = roles.view();
        return view.leader() == null || view.isLeader()
                ? offer(Pending.forThisNode(command))
                : refused(hint.notLeader());
    }

    @Override
    public CompletionStage<Committed> proposeInTerm(Command command, long term) {
        Roles.View view = roles.view();
        return view.isLeader() && view.term() == term
                ? offer(Pending.forTerm(command, term))
                : refused(hint.notLeader());
    }

    @Override
    public CompletionStage<Committed> proposeOwn(Command command) {
        return offer(Pending.forAnyNode(command));
    }

    private CompletionStage<Committed> offer(Pending pending) {
        RegistryException refused = refusal.apply(pending.command());
        if (refused != null) {
            return refused(refused);
        }
        try {
            outbox.offer(pending);
        } catch (RegistryException full) {
            return refused(full);
        }
        return pending.answer();
    }

    private static CompletionStage<Committed> refused(RegistryException why) {
        return CompletableFuture.failedFuture(why);
    }
}
