package io.maregistry.client.spi;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * See {@link LoadBalancer#weighted}. Smooth weighted round robin as in nginx: each choice adds to every credit its weight,
 * takes the greatest, and takes the sum of the weights from that one, so that weights 5, 1, 1 give a a b a c a a. Credits
 * stay with their instances when the list changes. Linear in the size of the list.
 */
final class SmoothWeighted implements LoadBalancer {

    private static final int MAX_SERVICES = 10_000; // beyond, all begin anew

    private final Map<ServiceName, Credits> services = new ConcurrentHashMap<>();

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        if (services.size() >= MAX_SERVICES) {
            services.clear();
        }
        return services.computeIfAbsent(list.service(), name -> new Credits()).choose(list);
    }

    /** Of one service. */
    private static final class Credits {

        @GuardedBy("this")
        private @Nullable ServiceList list;

        @GuardedBy("this")
        private List<Instance> candidates = List.of();

        @GuardedBy("this")
        private long[] credits = {}; // at the places of the candidates; their sum is 0

        @GuardedBy("this")
        private long sum; // of the weights

        @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
        synchronized Optional<Instance> choose(ServiceList newest) {
            if (newest != list) {
                take(newest);
            }
            int best = -1;
            for (int at = 0; at < credits.length; at++) {
                credits[at] += candidates.get(at).weight();
                if (best < 0 || credits[at] > credits[best]) {
                    best = at;
                }
            }
            if (best < 0) {
                return Optional.empty();
            }
            credits[best] -= sum;
            return Optional.of(candidates.get(best));
        }

        @GuardedBy("this")
        private void take(ServiceList newest) {
            Map<InstanceId, Long> before = new HashMap<>();
            for (int at = 0; at < credits.length; at++) {
                before.put(candidates.get(at).id(), credits[at]);
            }
            list = newest;
            candidates = Prepared.candidates(newest);
            credits = new long[candidates.size()];
            sum = 0;
            for (int at = 0; at < credits.length; at++) {
                credits[at] = before.getOrDefault(candidates.get(at).id(), 0L);
                sum += candidates.get(at).weight();
            }
        }
    }
}
