package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Census;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Loss;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protected services, each looked at once a second: the oldest that may leave, silent or failing, are named. Where nobody may, the state is
 * asked only where it would end the protection, by its own rule: {@link Census}. O(size of the service) for each.
 *
 * <p>One thread.
 */
final class DoubtedServices {

    /** What other evictions leave them of a round; no command of theirs is longer. */
    static final int SHARE = Expire.MAX_SILENT / 2;

    private static final long EVERY_MILLIS = 1_000;

    private final Map<ServiceName, Long> lookAt = new HashMap<>();
    private final Deque<Ready> ready = new ArrayDeque<>();

    /** Makes ready what is to be said of those whose second is over; what was ready before is to be said first. */
    void look(Root root, long clockMillis) {
        if (!ready.isEmpty()) {
            return;
        }
        lookAt.keySet().removeIf(service -> !isProtected(root, service));
        List<Protection> looked = new ArrayList<>();
        for (Protection protection : root.protections()) {
            Long due = lookAt.putIfAbsent(protection.service(), clockMillis + EVERY_MILLIS);
            if (due != null && due <= clockMillis) {
                lookAt.put(protection.service(), clockMillis + EVERY_MILLIS);
                looked.add(protection);
            }
        }
        if (!looked.isEmpty()) {
            Map<ServiceName, Integer> lost = lost(root, clockMillis);
            looked.forEach(
                    protection -> makeReady(root, protection, lost.getOrDefault(protection.service(), 0), clockMillis));
        }
    }

    static boolean isProtected(Root root, ServiceName service) {
        return root.protections().get(service) != null;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** How much of a round is to be left for what is ready. */
    int share() {
        int weight = 0;
        for (Ready each : ready) {
            weight += each.weight();
            if (weight >= SHARE) {
                return SHARE;
            }
        }
        return weight;
    }

    /**
     * Takes what is ready as long as there is room, without those that were just renewed. The first is always taken: the
     * names of {@link #share()} are free, and the others must not count away its turn for ever.
     */
    List<Command> take(RoundRoom room, Set<Long> renewed) {
        List<Command> taken = new ArrayList<>();
        Ready next = ready.peek();
        while (next != null && (taken.isEmpty() || room.hasRoomFor(next.weight()))) {
            room.name(next.weight());
            List<Command> commands = ready.remove().commands(renewed);
            for (int times = 0; times < commands.size(); times++) {
                room.count(next.service);
            }
            taken.addAll(commands);
            next = ready.peek();
        }
        return taken;
    }

    /** What is to be said of a service at once; where it names nobody, the state is to look whether it is protected still. */
    private record Ready(ServiceName service, NamedOverdue named) {

        /** What it counts in a round: applying one that names nobody is work, too. */
        int weight() {
            return Math.max(1, named.size());
        }

        List<Command> commands(Set<Long> renewed) {
            return named.isEmpty()
                    ? List.of(new Expire(service, List.of()))
                    : named.without(renewed).commands();
        }
    }

    void clear() {
        lookAt.clear();
        ready.clear();
    }

    private void makeReady(Root root, Protection protection, int lost, long clockMillis) {
        ServiceName service = protection.service();
        Settings.Doubt doubt = root.settings(service).doubt();
        int mayLeave = protection.mayLeave(doubt, clockMillis);
        List<Overdue> oldest = mayLeave <= 0
                ? List.of()
                : overdue(root, root.service(service), clockMillis).stream()
                        .sorted(Comparator.comparingLong(Overdue::sinceMillis))
                        .limit(mayLeave)
                        .toList();
        for (int from = 0; from < oldest.size(); from += SHARE) {
            NamedOverdue named = new NamedOverdue();
            oldest.subList(from, Math.min(oldest.size(), from + SHARE)).forEach(one -> named.add(service, one));
            ready.add(new Ready(service, named));
        }
        if (oldest.isEmpty() && !Census.of(root, service, clockMillis).isDoubted(doubt, lost, true)) {
            ready.add(new Ready(service, new NamedOverdue()));
        }
    }

    /** What each service will have lost to silence within the hold at that time. */
    private static Map<ServiceName, Integer> lost(Root root, long clockMillis) {
        long holdMillis = root.settings().doubt().holdMillis();
        Map<ServiceName, Integer> lost = new HashMap<>();
        for (Loss loss : root.losses()) {
            if (loss.atMillis() + holdMillis > clockMillis) {
                lost.merge(loss.service(), loss.count(), Integer::sum);
            }
        }
        return lost;
    }

    private static List<Overdue> overdue(Root root, @Nullable ServiceView service, long clockMillis) {
        List<Overdue> all = new ArrayList<>();
        if (service != null) {
            Settings settings = root.settings(service.name());
            for (Listed listed : service.instances()) {
                Overdue overdue = Overdue.of(root, settings, listed, clockMillis, Set.of());
                if (overdue != null) {
                    all.add(overdue);
                }
            }
        }
        return all;
    }
}
