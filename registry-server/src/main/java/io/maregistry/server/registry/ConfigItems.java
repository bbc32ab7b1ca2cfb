package io.maregistry.server.registry;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PutConfig;
import io.maregistry.server.state.RemoveConfig;
import io.maregistry.server.state.RollbackConfig;
import io.maregistry.server.state.Root;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Writes configuration items. Any thread; nothing blocks.
 *
 * <p>Stages fail as those of {@link Registrations} do, with {@code Conflict} where the item is at another revision or a limit
 * is reached, with {@code NotFound} where an item was never there to roll back, and with {@code Compacted} where the version
 * to roll back to is not kept.
 */
public final class ConfigItems {

    private final Proposer proposer;
    private final Discovery discovery;

    public ConfigItems(Proposer proposer, Discovery discovery) {
        this.proposer = proposer;
        this.discovery = discovery;
    }

    /**
     * What is to be written.
     *
     * @param expected the revision that the item must be at, see {@link PutConfig}
     */
    public record Target(ConfigName name, long expected) {}

    /** Has the item say that. */
    public CompletionStage<Written<Outcome.ConfigWritten>> publish(
            Target target, ConfigText content, @Nullable RequestId request) {
        return propose(new PutConfig(request, target.name(), content, target.expected()));
    }

    /** Removes the item; one that is not there is not an error. */
    public CompletionStage<Written<Outcome.ConfigWritten>> remove(Target target, @Nullable RequestId request) {
        return propose(new RemoveConfig(request, target.name(), target.expected()));
    }

    /** Has the item say again what it said from that revision on. */
    public CompletionStage<Written<Outcome.ConfigWritten>> rollBack(
            Target target, long revision, @Nullable RequestId request) {
        return propose(new RollbackConfig(request, target.name(), revision, target.expected()));
    }

    /** What the item was made to say at that revision; null where that is not known, or where it was removed then. */
    public static @Nullable ConfigText textAt(Root root, ConfigName name, long revision) {
        ConfigHistory known = root.configs().get(name);
        ConfigVersion version = known == null ? null : known.at(revision);
        return version == null ? null : version.content();
    }

    private CompletionStage<Written<Outcome.ConfigWritten>> propose(Command command) {
        discovery.requireReady();
        return proposer.propose(command)
                .thenApply(committed ->
                        new Written<>(Accepted.of(committed, Outcome.ConfigWritten.class), committed.isAppliedHere()));
    }
}
