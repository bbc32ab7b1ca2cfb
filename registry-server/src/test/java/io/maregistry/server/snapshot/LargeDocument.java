package io.maregistry.server.snapshot;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** States and documents of many plain instances. */
final class LargeDocument {

    private static final int BATCH = 500;

    private LargeDocument() {}

    static RegistryState state(int instances, int services) {
        RegistryState state = new RegistryState();
        List<Command> batch = new ArrayList<>();
        long index = 0;
        for (int number = 0; number < instances; number++) {
            Content content = Content.PLAIN.withParameters(
                    Parameters.of(Map.of("env", "dev", "zone", "zone-" + number % 7, "version", "1.0." + number % 50)));
            batch.add(new Register(
                    null, ServiceName.of("com.example.shop.Service" + number % services), id(number), content, true));
            if (batch.size() == BATCH || number == instances - 1) {
                state.apply(++index, 1, new Entry(1_763_700_000_000L, batch));
                batch.clear();
            }
        }
        return state;
    }

    /** Writes a plain document of one service's many instances, all of which renewed. */
    static void write(Path file, int instances) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"TIMESTAMPS\":{");
            for (int number = 0; number < instances; number++) {
                out.write((number == 0 ? "" : ",") + "\"a.B@" + id(number) + "\":" + (1_000_000 + number));
            }
            out.write("},\"REGISTRY\":{\"a.B\":[");
            for (int number = 0; number < instances; number++) {
                InstanceId id = id(number);
                out.write((number == 0 ? "" : ",") + "{\"scheme\":\"http\",\"host\":\"" + id.host()
                        + "\",\"port\":8080,\"context\":\"x\",\"parameters\":{\"text\":\"" + "v".repeat(300) + "\"}}");
            }
            out.write("]},\"VERSIONS\":{\"a.B\":" + instances + "},\"version\":" + instances + "}");
        }
    }

    private static InstanceId id(int number) {
        return new InstanceId(
                "http", "10." + (number >> 16 & 255) + '.' + (number >> 8 & 255) + '.' + (number & 255), 8080, "x");
    }
}
