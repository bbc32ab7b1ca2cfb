package io.maregistry.server.registry;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Census;
import io.maregistry.server.state.Protection;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A service of which too many are silent or failing at once, as one root has it.
 *
 * @param instances how many had to renew or were checked when it began, those lately removed included
 * @param silent how many of them were silent or failed their check, those that have left since included
 * @param held how many of them are still to leave, or to become Error
 * @param ratePerSecond how many may leave in a second once the hold is over
 * @param isChecked whether anything is checked, so that it may be more than silence
 * @param span since when, and until when
 */
public record ProtectedService(
        ServiceName service, int instances, int silent, int held, int ratePerSecond, boolean isChecked, Span span) {

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
        return silent + " of " + instances + (isChecked ? " silent or failing" : " silent") + " within "
                + span.holdMillis() / 1_000 + " s";
    }

    private static ProtectedService of(Root root, Protection protection) {
        Settings.Doubt doubt = root.settings(protection.service()).doubt();
        Census census = Census.of(root, protection.service(), root.scalars().clockMillis());
        int held = census.silent() - census.settled();
        int rate = protection.ratePerSecond(doubt);
        long leavingMillis = (protection.released() + held) * 1_000L / rate;
        return new ProtectedService(
                protection.service(),
                protection.instances(),
                Math.max(protection.silent(), protection.released() + held),
                held,
                rate,
                root.sizes().checked() > 0,
                new Span(
                        protection.sinceWallMillis(),
                        protection.sinceWallMillis() + doubt.holdMillis() + leavingMillis,
                        doubt.holdMillis()));
    }
}
