package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;

/**
 * Serving time goes on, and the renewals that came in meanwhile are done. The clock moves first. An instance that is not
 * listed is not brought back: the answer says so.
 *
 * @param elapsedMillis by how much the liveness clock moves, 0 to 1,000
 * @param handles stays that renewed, by handle
 * @param named renewals by name
 */
public record Tick(long elapsedMillis, List<Long> handles, List<Named> named) implements Command {

    /** The most that one tick moves the clock. */
    public static final long MAX_ELAPSED_MILLIS = 1_000;

    public Tick {
        if (elapsedMillis < 0 || elapsedMillis > MAX_ELAPSED_MILLIS) {
            throw new IllegalArgumentException(
                    "elapsedMillis must be 0 to " + MAX_ELAPSED_MILLIS + ", was " + elapsedMillis);
        }
        handles = List.copyOf(handles);
        named = List.copyOf(named);
    }

    /**
     * One request that renews an instance in some services.
     *
     * @param counted true for the documents' calls, which move the documents' counters: VERSIONS of each service named
     *     that lists anything, and the global version once where there is one such; {@link
     *     Settings#renewBumpsVersion()} can switch that off
     * @param update what the client says beside that
     */
    public record Named(List<ServiceName> services, InstanceId id, boolean counted, RenewalUpdate update) {
        public Named {
            services = List.copyOf(services);
        }

        /** A sign of life and nothing else. */
        public Named(List<ServiceName> services, InstanceId id, boolean counted) {
            this(services, id, counted, RenewalUpdate.NONE);
        }

        /** Whether doing it twice, with others between, is as good as once. */
        public boolean isRepeatable() {
            return !counted && update.isNone();
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        state.advanceClock(elapsedMillis);
        List<Integer> unknownHandles = new ArrayList<>();
        for (int at = 0; at < handles.size(); at++) {
            if (!state.renew(handles.get(at))) {
                unknownHandles.add(at);
            }
        }
        List<List<ServiceName>> unknownNamed = new ArrayList<>(named.size());
        List<Integer> outdated = new ArrayList<>();
        for (int at = 0; at < named.size(); at++) {
            List<ServiceName> unknown = new ArrayList<>();
            if (renewByName(state, named.get(at), unknown)) {
                outdated.add(at);
            }
            unknownNamed.add(List.copyOf(unknown));
        }
        return new Outcome.Renewed(state.revision(), unknownHandles, unknownNamed, outdated);
    }

    /** True where another build runs than is registered; adds the services that do not list the instance. */
    private static boolean renewByName(Working state, Named renewal, List<ServiceName> unknown) {
        boolean isOutdated = false;
        boolean bumps = renewal.counted() && state.settings().renewBumpsVersion();
        boolean anyExists = false;
        for (ServiceName name : renewal.services()) {
            ServiceView service = state.services().get(name);
            Listed listed = service == null ? null : service.find(renewal.id());
            if (listed == null) {
                unknown.add(name);
            } else {
                isOutdated |= SignOfLife.of(state, name, listed, renewal.update());
            }
            if (bumps && service != null && service.size() > 0) {
                anyExists = true;
                state.bumpServiceVersion(name);
            }
        }
        if (anyExists) {
            state.bumpVersion();
        }
        return isOutdated;
    }
}
