package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that believes only what is promised: what it was told up to the last resume point. It checks of every change
 * that nothing is missing before it and nothing is told twice.
 */
final class Follower {

    private final Scope scope;
    private final Map<ServiceName, View> views = new HashMap<>();
    private final List<WatchEvent> unfinished = new ArrayList<>();
    private @Nullable ResumeToken point;
    private @Nullable Node node;
    private @Nullable Subscription subscription;
    private boolean isHalf; // the next change is of the same command as the last
    private int changes;
    private int resets;
    private int collapses;

    private record View(long revision, Map<InstanceId, Instance> instances) {}

    Follower(Scope scope) {
        this.scope = scope;
    }

    void connect(Node to) {
        disconnect();
        node = to;
        From from = point == null ? new From.Beginning() : new From.After(point);
        subscription = to.watches().open(scope, from, () -> {});
    }

    void disconnect() {
        if (node != null && subscription != null) {
            node.watches().close(subscription);
        }
        node = null;
        subscription = null;
        unfinished.clear();
    }

    /** Takes up to that many events. */
    void take(int most) {
        for (int left = most; left > 0 && subscription != null; left--) {
            WatchEvent event = subscription.poll();
            if (event == null) {
                return;
            }
            unfinished.add(event);
            ResumeToken reached = pointOf(event);
            if (reached != null) {
                unfinished.forEach(this::believe);
                unfinished.clear();
                point = reached;
            }
        }
    }

    private static @Nullable ResumeToken pointOf(WatchEvent event) {
        if (event instanceof WatchEvent.State state) {
            return state.point();
        }
        if (event instanceof WatchEvent.Changed changed) {
            return changed.point();
        }
        return event instanceof WatchEvent.Progress progress ? progress.point() : null;
    }

    private void believe(WatchEvent event) {
        if (event instanceof WatchEvent.Reset) {
            views.clear();
            isHalf = false;
            resets++;
        } else if (event instanceof WatchEvent.State state) {
            ServiceView view = state.root().service(state.service());
            views.put(state.service(), new View(view == null ? 0 : view.revision(), instances(view)));
            collapses += state.reason() == WatchEvent.Reason.COLLAPSED ? 1 : 0;
        } else if (event instanceof WatchEvent.Changed changed) {
            believe((ServiceChange) changed.change().change(), changed.point() != null);
            changes++;
        }
    }

    private void believe(ServiceChange change, boolean isWhole) {
        View before = views.get(change.service());
        boolean isSecondHalf = isHalf;
        isHalf = !isWhole;
        if (before != null && !isSecondHalf) {
            assertThat(change.previousRevision()).as("%s", change).isEqualTo(before.revision());
        }
        Map<InstanceId, Instance> instances = new LinkedHashMap<>(before == null ? Map.of() : before.instances());
        for (Instance instance : change.instances()) {
            if (change.action() == Change.Action.REMOVED) {
                assertThat(instances.remove(instance.id())).isNotNull();
            } else {
                boolean isNew = instances.put(instance.id(), instance) == null;
                assertThat(isNew).isEqualTo(change.action() == Change.Action.ADDED);
            }
        }
        if (isWhole) {
            assertThat(instances).hasSize(change.size());
        }
        views.put(change.service(), new View(change.revision(), instances));
    }

    /** Checks that it knows just what that root holds. */
    void knows(Root root) {
        for (ServiceView service : root.services()) {
            if (scope.covers(new Subject.OfService(service.name()))) {
                View view = views.get(service.name());
                assertThat(view == null ? Map.of() : view.instances())
                        .as("%s", service.name())
                        .isEqualTo(instances(service));
            }
        }
    }

    @Nullable
    ResumeToken point() {
        return point;
    }

    int changes() {
        return changes;
    }

    int resets() {
        return resets;
    }

    int collapses() {
        return collapses;
    }

    private static Map<InstanceId, Instance> instances(@Nullable ServiceView view) {
        Map<InstanceId, Instance> instances = new LinkedHashMap<>();
        if (view != null) {
            for (Listed listed : view.instances()) {
                instances.put(listed.instance().id(), listed.instance());
            }
        }
        return instances;
    }
}
