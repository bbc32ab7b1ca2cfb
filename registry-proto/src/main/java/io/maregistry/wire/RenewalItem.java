package io.maregistry.wire;

import io.maregistry.model.InstanceId;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.model.ServiceName;

/**
 * One item of a batch of renewals: the instance goes on to live in the service.
 *
 * @param update what is said beside that
 */
public record RenewalItem(ServiceName service, InstanceId id, RenewalUpdate update) {

    /** A sign of life and nothing else. */
    public RenewalItem(ServiceName service, InstanceId id) {
        this(service, id, RenewalUpdate.NONE);
    }
}
