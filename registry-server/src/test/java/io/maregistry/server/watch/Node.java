package io.maregistry.server.watch;

import io.maregistry.server.state.RegistryState;

/** A node that applies a line at its own pace and hands it on at once. */
final class Node {

    private final Line line;
    private final Watches watches;
    private int applied;

    Node(Line line, WatchLimits limits) {
        this.line = line;
        this.watches = new Watches(limits, new RegistryState().root(), Runnable::run);
    }

    Watches watches() {
        return watches;
    }

    /** Applies that many batches more, as far as there are any. */
    void advance(int batches) {
        for (int left = batches; left > 0 && applied < line.length(); left--) {
            Line.Batch next = line.batch(applied++);
            watches.applied(
                    next.root(), next.applied().changes(), next.applied().restored());
        }
    }

    void catchUp() {
        advance(line.length());
    }
}
