package io.maregistry.wire;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;

/** One item of a batch of renewals: the instance goes on to live in the service. */
public record RenewalItem(ServiceName service, InstanceId id) {}
