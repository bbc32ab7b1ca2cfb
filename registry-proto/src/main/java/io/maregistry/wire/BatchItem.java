package io.maregistry.wire;

import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ServiceName;

/** One item of a batch of registrations. */
public sealed interface BatchItem {

    /** List the instance. */
    record Register(ServiceName service, InstanceRequest instance) implements BatchItem {}

    /** Take the instance off the list; its identity and generation count. */
    record Unregister(ServiceName service, InstanceRequest instance) implements BatchItem {}

    /** The item says something unlawful; the others are not concerned. */
    record Refused(InvalidRequest fault) implements BatchItem {}
}
