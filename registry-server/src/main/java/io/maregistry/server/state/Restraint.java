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
    private final Settings settings; // as the service has them
    private final Census census;
    private final @Nullable Protection protection;

    private Restraint(Working state, ServiceName service) {
        this.state = state;
        this.service = service;
        this.settings = state.settings(service);
        this.census = census();
        this.protection = protection();
    }

    /** Looks how the service stands now, and begins or ends its protection. */
    static Restraint of(Working state, ServiceName service) {
        return new Restraint(state, service);
    }

    private Census census() {
        return settings.doubt().ratioPerMille() == Settings.Doubt.NEVER
                ? Census.NOBODY
                : Census.of(
                        state.services().get(service), settings, state.clockMillis(), state.services()::lastSeenMillis);
    }

    private @Nullable Protection protection() {
        int lost = state.losses().of(service);
        Protection known = state.protections().get(service);
        if (!census.isDoubted(settings.doubt(), lost, known != null)) {
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
                : Math.min(wanting, protection.mayLeave(settings.doubt(), state.clockMillis()));
    }

    /** So many are about to leave, at most {@link #mayLeave}. */
    void take(int leaving) {
        if (protection != null && leaving > 0) {
            state.protections().put(protection.after(leaving, settings.doubt(), state.clockMillis()));
        }
    }

    /** Ends the protection where those who left, and are not to go on at once, were all who were to leave. */
    void left(int count) {
        if (census.due() == count) {
            state.protections().end(service);
        }
    }
}
