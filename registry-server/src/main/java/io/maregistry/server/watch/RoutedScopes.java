package io.maregistry.server.watch;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceRouting;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The subscriptions that read several groups of a service as one list, by what names it. The watch thread. */
final class RoutedScopes {

    private final Map<String, Set<Subscription>> byKey = new HashMap<>();

    void add(Subscription subscription, Scope.Routed scope) {
        for (ServiceName place : scope.places()) {
            byKey.computeIfAbsent(key(place), first -> new LinkedHashSet<>()).add(subscription);
        }
    }

    void remove(Subscription subscription, Scope.Routed scope) {
        for (ServiceName place : scope.places()) {
            Set<Subscription> there = byKey.get(key(place));
            if (there != null && there.remove(subscription) && there.isEmpty()) {
                byKey.remove(key(place));
            }
        }
    }

    /** Those that read the groups of that service's name, whether they get calls of this group now or not. */
    Set<Subscription> reading(ServiceName service) {
        return byKey.getOrDefault(ServiceRouting.key(service.namespace(), service.name()), Set.of());
    }

    Collection<Set<Subscription>> all() {
        return byKey.values();
    }

    /** Tells those that read what changed; {@code root} is the state after it. */
    void tell(List<Change> changes, Root root) {
        if (byKey.isEmpty()) {
            return; // as mostly
        }
        Map<Subscription, Set<ServiceName>> concerned = new HashMap<>();
        for (Change change : changes) {
            ServiceName place = place(change);
            Set<Subscription> there = place == null ? null : byKey.get(key(place));
            if (place != null && there != null) {
                there.forEach(one -> concerned
                        .computeIfAbsent(one, first -> new LinkedHashSet<>())
                        .add(place));
            }
        }
        concerned.forEach((subscription, places) -> subscription.addWhole(root, Scope.subjects(places, List.of())));
    }

    /** Tells those that read what is another in {@code root} than in {@code before}. */
    void tellWhatMoved(Root before, Root root) {
        Set<Subscription> each = new LinkedHashSet<>();
        byKey.values().forEach(each::addAll);
        for (Subscription subscription : each) {
            if (subscription.scope() instanceof Scope.Routed scope) {
                List<ServiceName> moved = scope.places().stream()
                        .filter(place -> revision(root, scope, place) > revision(before, scope, place))
                        .toList();
                subscription.addWhole(root, Scope.subjects(moved, List.of()));
            }
        }
    }

    /** Tells one that knows everything up to that revision what has changed since. */
    static void tellWhatMoved(long revision, Root root, Subscription subscription, Scope.Routed scope) {
        List<ServiceName> moved = scope.places().stream()
                .filter(place -> revision(root, scope, place) > revision)
                .toList();
        subscription.addWhole(root, Scope.subjects(moved, List.of()));
    }

    private static long revision(Root root, Scope.Routed scope, ServiceName place) {
        return RoutedView.of(root, scope.name(place)).revision();
    }

    private static @Nullable ServiceName place(Change change) {
        if (change instanceof ServiceChange of) {
            return Scope.Routed.place(of.service().namespace(), of.service().name());
        }
        if (change instanceof ItemChange item && item.kind() == Item.Kind.ROUTING) {
            int slash = item.key().indexOf('/');
            return Scope.Routed.place(item.key().substring(0, slash), item.key().substring(slash + 1));
        }
        return null;
    }

    private static String key(ServiceName place) {
        return ServiceRouting.key(place.namespace(), place.name());
    }
}
