package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.ServiceChange;
import java.util.LinkedHashSet;
import java.util.Set;

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

    /** Takes over what the line holds that many batches further on, as a node does that copies documents. */
    void leap(int batches) {
        Set<ServiceName> services = new LinkedHashSet<>();
        int end = Math.min(line.length(), applied + batches);
        for (int at = applied; at < end; at++) {
            ServiceChange.allOf(line.batch(at).applied().changes()).forEach(change -> services.add(change.service()));
        }
        if (applied < end) {
            applied = end;
            watches.replaced(line.batch(end - 1).root(), Scope.subjects(services, Set.of()));
        }
    }

    void catchUp() {
        advance(line.length());
    }
}
