package io.maregistry.server.snapshot;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.LiveNumbers;

/** Rows that are looked at and not kept: whether a state that takes them over could still be saved. */
final class RestorableRows implements Rows {

    /** The highest counter that is taken over; half of what a document can hold is left to count on. */
    static final long MAX_COUNTER = 1L << 52;

    @Override
    public void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers) {
        check("instances." + service.key() + '@' + instance.id() + ".heartbeatCount", numbers.renewals());
    }

    @Override
    public void service(ServiceName name, long revision, long version) {
        check("services." + name.key() + ".version", version);
    }

    @Override
    public void config(ConfigName name, ConfigVersion version) {
        check("configs." + name.key() + ".revision", version.revision());
    }

    @Override
    public void item(Item item) {
        check(item.kind() + "." + item.key() + ".revision", item.revision());
    }

    /** Refuses a counter that is too high to go on from. */
    static void check(String place, long counter) {
        if (counter > MAX_COUNTER) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_SNAPSHOT, place + " must be 0 to " + MAX_COUNTER + ", was " + counter, place);
        }
    }
}
