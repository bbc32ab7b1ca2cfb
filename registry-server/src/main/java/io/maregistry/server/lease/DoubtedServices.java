package io.maregistry.server.lease;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
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
 * The protected services, each looked at once a second: the oldest that may leave are named, and where nobody may, the state
 * is asked all the same, so that it can end the protection.
 *
 * <p>One thread.
 */
final class DoubtedServices {

    private static final long EVERY_MILLIS = 1_000;

    private final Map<ServiceName, Long> lookAt = new HashMap<>();
    private final Deque<Expire> ready = new ArrayDeque<>();

    /** Makes ready what is to be said of those whose second is over; what was ready before is to be said first. */
    void look(Root root, long clockMillis) {
        if (!ready.isEmpty()) {
            return;
        }
        lookAt.keySet().removeIf(service -> !isProtected(root, service));
        for (Protection protection : root.protections()) {
            Long due = lookAt.putIfAbsent(protection.service(), clockMillis + EVERY_MILLIS);
            if (due != null && due <= clockMillis) {
                lookAt.put(protection.service(), clockMillis + EVERY_MILLIS);
                makeReady(root, protection, clockMillis);
            }
        }
    }

    static boolean isProtected(Root root, ServiceName service) {
        return root.protections().get(service) != null;
    }

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Takes what is ready, as long as it names no more than so many in all, without those that were just renewed. */
    List<Expire> take(int most, Set<Long> renewed) {
        List<Expire> taken = new ArrayList<>();
        int count = 0;
        Expire next = ready.peek();
        while (next != null && count + weight(next) <= most) {
            count += weight(next);
            taken.add(without(ready.remove(), renewed));
            next = ready.peek();
        }
        return taken;
    }

    /** What it counts in a round: applying one that names nobody is work, too. */
    static int weight(Expire expire) {
        return Math.max(1, expire.silent().size());
    }

    void clear() {
        lookAt.clear();
        ready.clear();
    }

    private void makeReady(Root root, Protection protection, long clockMillis) {
        int mayLeave = protection.mayLeave(root.settings().doubt(), clockMillis);
        List<Expire.Silent> oldest = mayLeave <= 0
                ? List.of()
                : overdue(root, root.service(protection.service()), clockMillis).stream()
                        .sorted(Comparator.comparingLong(Expire.Silent::lastSeenMillis))
                        .limit(mayLeave)
                        .toList();
        int from = 0;
        do {
            int until = Math.min(oldest.size(), from + Expire.MAX_SILENT);
            ready.add(new Expire(protection.service(), oldest.subList(from, until)));
            from = until;
        } while (from < oldest.size());
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
