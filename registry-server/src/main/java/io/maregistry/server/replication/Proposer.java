package io.maregistry.server.replication;

import io.maregistry.server.state.Command;
import java.util.concurrent.CompletionStage;

/** Puts commands into the replicated log. Any thread; never blocks. */
public interface Proposer {

    /**
     * Proposes the command, on this node where it leads, else as the node's write routing says.
     *
     * <p>The stage completes with the outcome once the command is committed by a majority and applied on the leader and,
     * unless that takes longer than a second, on this node. It fails with
     *
     * <ul>
     *   <li>{@code NotLeader}: not done; this node does not lead and does not forward
     *   <li>{@code Overloaded}: not done; too much is waiting
     *   <li>{@code Unavailable}: surely not done; nothing was proposed: no leader within 3 s, stopping, not ready
     *   <li>{@code Indeterminate}: proposed, outcome unknown; in this case the command is never proposed again by a node
     * </ul>
     *
     * A command that the state machine refuses is no failure here: it completes with {@code Outcome.Rejected}.
     */
    CompletionStage<Committed> propose(Command command);

    /**
     * Proposes a command that only the leader of that term may decide. It is never forwarded: where this node does not, or
     * no longer, lead in that term, the stage fails with {@code NotLeader}, and the command is surely not done. Otherwise
     * as {@link #propose}.
     */
    CompletionStage<Committed> proposeInTerm(Command command, long term);

    /**
     * Proposes what this node itself has to say, and none of its clients: what its checks found, for example. The node's write
     * routing is for clients, so a follower hands it on to the leader whatever that is. Only where nodes hand on nothing, in hash
     * mode, it fails with {@code NotLeader} on whoever does not lead. Otherwise as {@link #propose}.
     */
    default CompletionStage<Committed> proposeOwn(Command command) {
        return propose(command);
    }
}
