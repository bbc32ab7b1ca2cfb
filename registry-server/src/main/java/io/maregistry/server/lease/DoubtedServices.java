package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Census;
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
 * The protected services, each looked at once a second: the oldest that may leave are named. Where nobody may, the state is
 * asked only where it would end the protection, by its own rule: {@link Census}. O(size of the service) for each.
 *
 * <p>One thread.
 */
final class DoubtedServices {

    /** What other evictions leave them of a round; no command of theirs is longer. */
    static final int SHARE = Expire.MAX_SILENT / 2;

    private static final long EVERY_MILLIS = 1_000;

    private final Map<ServiceName, Long> lookAt = new HashMap<>();
    private final Deque<Expire> ready = new ArrayDeque<>();

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
        for (Expire each : ready) {
            weight += weight(each);
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
    List<Expire> take(RoundRoom room, Set<Long> renewed) {
        List<Expire> taken = new ArrayList<>();
        Expire next = ready.peek();
        while (next != null && (taken.isEmpty() || room.hasRoomFor(weight(next)))) {
            room.name(weight(next));
            Expire rest = without(ready.remove(), renewed);
            if (!rest.silent().isEmpty() || next.silent().isEmpty()) {
                room.count(next.service());
                taken.add(rest);
            }
            next = ready.peek();
        }
        return taken;
    }

    /** What it counts in a round: applying one that names nobody is work, too. */
    private static int weight(Expire expire) {
        return Math.max(1, expire.silent().size());
    }

    void clear() {
        lookAt.clear();
        ready.clear();
    }

    private void makeReady(Root root, Protection protection, int lost, long clockMillis) {
        Settings.Doubt doubt = root.settings().doubt();
        ServiceName service = protection.service();
        int mayLeave = protection.mayLeave(doubt, clockMillis);
        List<Expire.Silent> oldest = mayLeave <= 0
                ? List.of()
                : overdue(root, root.service(service), clockMillis).stream()
                        .sorted(Comparator.comparingLong(Expire.Silent::lastSeenMillis))
                        .limit(mayLeave)
                        .toList();
        for (int from = 0; from < oldest.size(); from += SHARE) {
            ready.add(new Expire(service, oldest.subList(from, Math.min(oldest.size(), from + SHARE))));
        }
        if (oldest.isEmpty() && !Census.of(root, service, clockMillis).isDoubted(doubt, lost, true)) {
            ready.add(new Expire(service, List.of()));
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

    private static List<Expire.Silent> overdue(Root root, @Nullable ServiceView service, long clockMillis) {
        List<Expire.Silent> overdue = new ArrayList<>();
        if (service != null) {
            for (Listed listed : service.instances()) {
                if (WatchedStay.mustRenew(listed.instance()) && WatchedStay.deadline(root, listed) <= clockMillis) {
                    overdue.add(
                            new Expire.Silent(listed.handle(), root.live(listed).lastSeenMillis()));
                }
            }
        }
        return overdue;
    }

    private static Expire without(Expire expire, Set<Long> renewed) {
        return new Expire(
                expire.service(),
                expire.silent().stream()
                        .filter(one -> !renewed.contains(one.handle()))
                        .toList());
    }
}
