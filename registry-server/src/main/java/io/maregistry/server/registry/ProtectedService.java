package io.maregistry.server.registry;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Census;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A service of which too many are silent at once, as one root has it.
 *
 * @param instances how many had to renew when it began, those lately removed for silence included
 * @param silent how many of them did not, those that have left since included
 * @param held how many of the silent are listed still
 * @param ratePerSecond how many may leave in a second once the hold is over
 * @param span since when, and until when
 */
public record ProtectedService(ServiceName service, int instances, int silent, int held, int ratePerSecond, Span span) {

    /**
     * When it is protected, on the wall, epoch milliseconds; the second while the registry serves without a break.
     *
     * @param sinceMillis when it began
     * @param untilMillis when the last of the held leaves at that rate
     * @param holdMillis how long nobody leaves
     */
    public record Span(long sinceMillis, long untilMillis, long holdMillis) {}

    /** Those of the root, in the order of their keys. */
    public static List<ProtectedService> of(Root root) {
        List<ProtectedService> all = new ArrayList<>();
        for (Protection protection : root.protections()) {
            all.add(of(root, protection));
        }
        return all;
    }

    /** Why, in a few words. */
    public String reason() {
        return silent + " of " + instances + " silent within " + span.holdMillis() / 1_000 + " s";
    }

    private static ProtectedService of(Root root, Protection protection) {
        Settings.Doubt doubt = root.settings().doubt();
        int held = Census.of(root, protection.service(), root.scalars().clockMillis())
                .silent();
        int rate = protection.ratePerSecond(doubt);
        long leavingMillis = (protection.released() + held) * 1_000L / rate;
        return new ProtectedService(
                protection.service(),
                protection.instances(),
                Math.max(protection.silent(), protection.released() + held),
                held,
                rate,
                new Span(
                        protection.sinceWallMillis(),
                        protection.sinceWallMillis() + doubt.holdMillis() + leavingMillis,
                        doubt.holdMillis()));
    }
}
