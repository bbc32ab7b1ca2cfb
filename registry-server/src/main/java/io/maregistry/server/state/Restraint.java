package io.maregistry.server.state;

import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/**
 * How many of a service may leave by one command: all who are to, unless the service is protected, which begins and ends
 * here. How many of it are silent or failing is counted here and not taken from the command, so that nothing depends on how
 * those who are named are parted. O(size of the service), unless protection is switched off.
 *
 * <p>The applying thread alone; one use.
 */
final class Restraint {

    private final Working state;
    private final ServiceName service;
    private final Census census;
    private final @Nullable Protection protection;

    private Restraint(Working state, ServiceName service, Census census, @Nullable Protection protection) {
        this.state = state;
        this.service = service;
        this.census = census;
        this.protection = protection;
    }

    /** Looks how the service stands now, and begins or ends its protection. */
    static Restraint of(Working state, ServiceName service) {
        boolean isCounted = state.settings().doubt().ratioPerMille() != Settings.Doubt.NEVER;
        Census census = isCounted
                ? Census.of(
                        state.services().get(service),
                        state.settings(),
                        state.clockMillis(),
                        state.services()::lastSeenMillis)
                : Census.NOBODY;
        return new Restraint(state, service, census, protection(state, service, census));
    }

    private static @Nullable Protection protection(Working state, ServiceName service, Census census) {
        int lost = state.losses().of(service);
        Protection known = state.protections().get(service);
        if (!census.isDoubted(state.settings().doubt(), lost, known != null)) {
            state.protections().end(service);
            return null;
        }
        if (known != null) {
            return known;
        }
        Protection begun = census.begin(service, lost, state.clockMillis(), state.wallMillis());
        state.protections().put(begun);
        return begun;
    }

    /** How many of so many may leave. */
    int mayLeave(int wanting) {
        return protection == null
                ? wanting
                : Math.min(wanting, protection.mayLeave(state.settings().doubt(), state.clockMillis()));
    }

    /** So many are about to leave, at most {@link #mayLeave}. */
    void take(int leaving) {
        if (protection != null && leaving > 0) {
            state.protections().put(protection.after(leaving, state.settings().doubt(), state.clockMillis()));
        }
    }

    /** Ends the protection where those who left, and are not to go on at once, were all who were to leave. */
    void left(int count) {
        if (census.due() == count) {
            state.protections().end(service);
        }
    }
}
