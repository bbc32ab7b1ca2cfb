package io.maregistry.server.state;

import io.maregistry.model.InstanceId;
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
     */
    public record Named(List<ServiceName> services, InstanceId id, boolean counted) {
        public Named {
            services = List.copyOf(services);
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
        for (Named renewal : named) {
            unknownNamed.add(renewByName(state, renewal));
        }
        return new Outcome.Renewed(state.revision(), unknownHandles, unknownNamed);
    }

    private static List<ServiceName> renewByName(Working state, Named renewal) {
        List<ServiceName> unknown = new ArrayList<>();
        boolean bumps = renewal.counted() && state.settings().renewBumpsVersion();
        boolean anyExists = false;
        for (ServiceName name : renewal.services()) {
            ServiceView service = state.services().get(name);
            Listed listed = service == null ? null : service.find(renewal.id());
            if (listed == null) {
                unknown.add(name);
            } else {
                state.renew(name, listed);
            }
            if (bumps && service != null && service.size() > 0) {
                anyExists = true;
                state.bumpServiceVersion(name);
            }
        }
        if (anyExists) {
            state.bumpVersion();
        }
        return List.copyOf(unknown);
    }
}
