package io.maregistry.client;

import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import java.io.IOException;
import java.time.Duration;

/** A program that registers itself and ends without closing anything; for {@link ShutdownHookTest}. */
final class RegisterAndLeave {

    static final String REGISTERED = "registered";
    private static final long LONG_TTL_MILLIS = 600_000;

    private RegisterAndLeave() {}

    /** Arguments: the endpoint, the service, the url. It ends when its standard input does. */
    public static void main(String[] arguments) throws IOException {
        RegistryClient client = RegistryClient.builder()
                .endpoints(arguments[0])
                .callTimeout(Duration.ofMinutes(1)) // the machine may be busy
                .build();
        Content content = new Content(
                Parameters.empty(),
                Content.NORMAL_WEIGHT,
                new Lease(true, LONG_TTL_MILLIS, Lease.UNSET),
                Content.NO_GENERATION,
                null,
                null,
                Release.NONE);
        client.register(arguments[1], arguments[2], content);
        System.out.println(REGISTERED);
        while (System.in.read() >= 0) {
            System.out.flush();
        }
    }
}
