package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a service stands at one time of the liveness clock: what its protection is decided by. The only place that counts it,
 * for the state as for a leader that asks beforehand. O(size of the service).
 *
 * @param counted how many must renew or are checked
 * @param silent those of them whose ttl is over, the Offline ones included, and those who fail their check, the ones that are
 *     Error for it included; each once
 * @param due those of them who leave now, or go Offline or Error, as far as they alone are concerned
 * @param past those of the silent who are Offline or Error, not due, and were overdue or failing longer than the hold ago
 * @param settled those of the silent to whom nothing more happens: they are Error for their check, and not to be removed
 */
public record Census(int counted, int silent, int due, int past, int settled) {

    static final Census NOBODY = new Census(0, 0, 0, 0, 0);

    /** Of a service of that root at that time, which may be ahead of the root's own. */
    public static Census of(Root root, ServiceName service, long clockMillis) {
        return of(
                root.service(service),
                root.settings(service),
                clockMillis,
                listed -> root.live(listed).lastSeenMillis());
    }

    static Census of(
            @Nullable ServiceView service, Settings settings, long clockMillis, ToLongFunction<Listed> lastSeenMillis) {
        if (service == null) {
            return NOBODY;
        }
        int counted = 0;
        int silent = 0;
        int due = 0;
        int past = 0;
        int settled = 0;
        for (Listed listed : service.instances()) {
            Instance instance = listed.instance();
            Content content = instance.content();
            if (content.lease().ephemeral() || content.check() != null) {
                counted++;
                long seen = lastSeenMillis.applyAsLong(listed);
                long doubtedAt = settings.doubtedMillis(instance, seen);
                long end = settings.endMillis(instance, seen);
                boolean isDue = end <= clockMillis;
                silent += doubtedAt <= clockMillis ? 1 : 0;
                settled += doubtedAt <= clockMillis && end == Settings.NEVER ? 1 : 0;
                due += isDue ? 1 : 0;
                past += !isDue
                                && Statuses.showsFailure(instance)
                                && doubtedAt <= clockMillis - settings.doubt().holdMillis()
                        ? 1
                        : 0;
            }
        }
        return new Census(counted, silent, due, past, settled);
    }

    /**
     * Whether the service is protected.
     *
     * <p>It is not where nobody is due, or fewer than {@code min} are listed or were lost. To begin with, those who went Offline or Error
     * long ago count no more for the ratio than those who were removed long ago: else a few deaths within a grace of minutes
     * would look like one. Once it has begun they count until it ends, so that those whom it lets go slowly do not end it before
     * the others have gone as slowly.
     *
     * @param lost how many the service lost to silence within the hold
     * @param isProtected whether it is already
     */
    public boolean isDoubted(Settings.Doubt doubt, int lost, boolean isProtected) {
        int forgotten = isProtected ? 0 : past;
        long all = all(lost, isProtected);
        return due > 0
                && counted + lost >= doubt.min()
                && (silent - forgotten + lost) * 1_000L > doubt.ratioPerMille() * all;
    }

    /** How many the ratio is of. */
    private int all(int lost, boolean isProtected) {
        return counted - (isProtected ? 0 : past) + lost;
    }

    /** The protection that begins. */
    Protection begin(ServiceName service, int lost, long clockMillis, long wallMillis) {
        return new Protection(service, clockMillis, wallMillis, all(lost, false), silent - past + lost, 0, clockMillis);
    }
}
