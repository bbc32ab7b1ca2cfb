package io.maregistry.server.grpc;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.proto.v1.Consistency;
import io.maregistry.proto.v1.ReadOptions;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Moment;
import io.maregistry.server.state.Root;
import java.util.concurrent.CompletableFuture;

/** Which root a call is answered from, and what is said of it. Any thread; nothing blocks. */
final class Roots {

    private final Discovery discovery;
    private final ClusterView cluster;

    Roots(Discovery discovery, ClusterView cluster) {
        this.discovery = discovery;
        this.cluster = cluster;
    }

    /** A root, and its labels. */
    record Found(Root root, Labels labels) {}

    /** The root that the options ask for; fails as {@link Discovery#read} does. Whoever waits no more cancels the future. */
    CompletableFuture<Found> find(ReadOptions options) {
        boolean linearizable = isLinearizable(options.getConsistency());
        if (!linearizable && options.getMinRevision().isEmpty()) {
            Moment now = discovery.serving();
            // Behind the check: a root from before it may be of a node that had not caught up.
            Root root = discovery.unchecked();
            return CompletableFuture.completedFuture(new Found(root, cluster.labels(root, now)));
        }
        ResumeToken atLeast = options.getMinRevision().isEmpty() ? null : discovery.token(options.getMinRevision());
        CompletableFuture<Root> read = discovery.read(linearizable, atLeast).toCompletableFuture();
        CompletableFuture<Found> found = read.thenApply(root -> new Found(root, cluster.labels(root)));
        var unused = found.whenComplete((done, failure) -> read.cancel(false)); // whatever came of it
        return found;
    }

    /** Labels of what this node has applied by now. */
    Labels labels() {
        return cluster.labels(discovery.unchecked());
    }

    /** What this node has applied by now. */
    Root newest() {
        return discovery.unchecked();
    }

    /** The name of what gave the handles of that root. */
    String stayScope(Root root) {
        return discovery.stayScope(root);
    }

    private static boolean isLinearizable(Consistency consistency) {
        return switch (consistency) {
            case CONSISTENCY_UNSPECIFIED, CONSISTENCY_LOCAL -> false;
            case CONSISTENCY_LINEARIZABLE -> true;
            case UNRECOGNIZED ->
                throw new RegistryException.InvalidRequest(
                        ErrorCode.INVALID_REQUEST, "the consistency is not known to this release");
        };
    }
}
