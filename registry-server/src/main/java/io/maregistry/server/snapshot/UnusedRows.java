package io.maregistry.server.snapshot;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.LiveNumbers;

/** For a reader that is to validate and no more. */
final class UnusedRows implements Rows {

    @Override
    public void instance(ServiceName service, long handle, Instance instance, LiveNumbers numbers) {
        // validated by being made
    }

    @Override
    public void service(ServiceName name, long revision, long version) {
        // validated by being read
    }
}
