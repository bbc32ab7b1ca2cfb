package io.maregistry.server.state;

import io.maregistry.model.Instance;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;

/**
 * What a renewal makes of a listed instance. It is always a sign of life: one that was Offline is back. What it says of
 * parameters replaces them, which is a change; metrics are replaced without one.
 *
 * <p>Where it says which build runs, that is compared with the registered one. The same ends Updating; another one begins it,
 * and the client has to register again. What a check says of the instance stays above both.
 */
final class SignOfLife {

    private SignOfLife() {}

    /** Renews the instance; true where another build runs than is registered. */
    @SuppressWarnings("ReferenceEquality") // one that says nothing new is told to be the very same
    static boolean of(Working state, ServiceName name, Listed listed, RenewalUpdate update) {
        Services services = state.services();
        services.renewed(listed, state.clockMillis(), state.wallMillis());
        Metrics metrics = update.metrics();
        if (metrics != null) {
            services.tell(listed, metrics);
        }
        Instance before = listed.instance();
        Versions versions = update.versions();
        boolean isOutdated = versions != null && !before.content().release().isOf(versions);
        Parameters parameters = update.parameters();
        Instance told = parameters == null ? before : before.withTold(parameters);
        Status status = Statuses.afterRenewal(before, versions != null, isOutdated);
        if (told != before || status != before.ownStatus()) {
            long at = state.nextRevision();
            Instance after = told.withOwnStatus(status, at);
            services.replace(name, listed.with(after));
            state.changed(
                    name,
                    at,
                    told == before ? Change.Action.HEALTH : Change.Action.UPDATED,
                    Change.Cause.RENEWAL,
                    after);
        }
        return isOutdated;
    }
}
