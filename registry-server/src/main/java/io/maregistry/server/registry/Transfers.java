package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.replication.Leadership;
import io.maregistry.server.replication.MemberReport;
import java.util.concurrent.CompletionStage;

/** Who shall lead. Any thread; nothing blocks; stages fail as {@link Leadership#transferTo} does. */
public final class Transfers {

    private final Leadership leadership;
    private final Discovery discovery;
    private final String selfPeer;

    public Transfers(Leadership leadership, Discovery discovery, String selfPeer) {
        this.leadership = leadership;
        this.discovery = discovery;
        this.selfPeer = selfPeer;
    }

    /** Makes this node the leader; completes with how this node stood when that was so. */
    public CompletionStage<Moment> toThisNode() {
        return to(selfPeer);
    }

    /** Makes the member of that name the leader, as {@link #toThisNode} does this one; {@code InvalidRequest} where there is none. */
    public CompletionStage<Moment> toMember(String name) {
        return to(leadership.members().stream()
                .filter(report -> report.name().equals(name))
                .map(MemberReport::peer)
                .findFirst()
                .orElseThrow(() -> new RegistryException.InvalidRequest(
                        ErrorCode.INVALID_REQUEST, "to must be the name of a member")));
    }

    /**
     * Has this node lead no longer, since the member with that peer is about to. Only in hash mode, where {@link
     * #toThisNode} asks it of the leader.
     */
    public CompletionStage<Void> yieldTo(String peer) {
        return leadership.yieldTo(peer);
    }

    private CompletionStage<Moment> to(String peer) {
        discovery.requireReady();
        return leadership.transferTo(peer).thenApply(Moment::new);
    }
}
