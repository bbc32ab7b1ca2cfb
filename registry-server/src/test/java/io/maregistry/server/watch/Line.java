package io.maregistry.server.watch;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Applied;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Entry;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.RegistryState;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Unregister;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of batches as every node applies it, sooner or later. */
final class Line {

    private final RegistryState state = new RegistryState();
    private final List<Batch> batches = new ArrayList<>();
    private long index;

    record Batch(Root root, Applied applied) {}

    Root root() {
        return state.root();
    }

    int length() {
        return batches.size();
    }

    Batch batch(int at) {
        return batches.get(at);
    }

    Batch apply(Command... commands) {
        Applied applied = state.apply(++index, 1, new Entry(1_700_000_000_000L + index, List.of(commands)));
        Batch batch = new Batch(state.root(), applied);
        batches.add(batch);
        return batch;
    }

    static Register register(String service, int port) {
        return register(service, port, null);
    }

    static Register register(String service, int port, @Nullable String instanceId) {
        Content plain = Content.PLAIN;
        Content content = new Content(
                plain.parameters(),
                plain.weight(),
                plain.lease(),
                plain.generation(),
                instanceId,
                plain.check(),
                plain.release());
        return new Register(null, ServiceName.ofKey(service), id(port), content, true);
    }

    static Unregister unregister(String service, int port) {
        return new Unregister(null, ServiceName.ofKey(service), id(port), Content.NO_GENERATION);
    }

    private static InstanceId id(int port) {
        return new InstanceId("http", "10.0.0.1", port, "x");
    }
}
