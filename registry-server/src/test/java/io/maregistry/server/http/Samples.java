package io.maregistry.server.http;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Register;

/** Commands that tests begin with. */
final class Samples {

    private Samples() {}

    /** Lists {@code http://<host>:8080/x}. */
    static Register register(String service, String host) {
        return new Register(
                null, ServiceName.of(service), new InstanceId("http", host, 8080, "x"), Content.PLAIN, true);
    }
}
