package io.maregistry.server.lease;

import io.maregistry.model.CheckState;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One whose time is over, and why: it has not renewed, or its check fails. Who does both is silent first.
 *
 * @param silent what to say of it where it is silent; else null
 * @param failing what to say of it where its check fails and it is not silent; else null
 * @param sinceMillis since when, on the liveness clock
 */
record Overdue(Expire.@Nullable Silent silent, CheckVerdicts.@Nullable Found failing, long sinceMillis) {

    /**
     * How an instance stands at that time; null where its time is not over.
     *
     * @param settings as its service has them in that root
     * @param renewed the stays that are just being renewed, and so are not silent
     */
    static @Nullable Overdue of(Root root, Settings settings, Listed listed, long clockMillis, Set<Long> renewed) {
        Instance instance = listed.instance();
        long lastSeen = root.live(listed).lastSeenMillis();
        if (instance.content().lease().ephemeral()
                && settings.deadlineMillis(instance, lastSeen) <= clockMillis
                && !renewed.contains(listed.handle())) {
            return new Overdue(
                    new Expire.Silent(listed.handle(), lastSeen),
                    null,
                    lastSeen + settings.ttlMillis(instance.content().lease()));
        }
        return Settings.checkDeadlineMillis(instance) > clockMillis ? null : failing(listed);
    }

    private static Overdue failing(Listed listed) {
        HealthCheck check = Objects.requireNonNull(listed.instance().content().check());
        CheckState found = Objects.requireNonNull(listed.instance().checkState());
        return new Overdue(null, CheckVerdicts.Found.again(listed.handle(), check, found), found.sinceMillis());
    }
}
