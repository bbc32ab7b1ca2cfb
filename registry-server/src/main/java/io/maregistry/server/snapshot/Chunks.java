package io.maregistry.server.snapshot;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedService;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers parts of services into chunks of at most {@value #MAX_BYTES} bytes as log entries hold them, whatever the order
 * in which they come. A service that is longer goes on in the next chunk. One thread.
 */
final class Chunks {

    /** Under the 256 KiB of an entry by more than the frames around the parts take. */
    static final int MAX_BYTES = 192 << 10;

    private static final int INSTANCE_FRAME = 96; // operator, status, times, lengths
    private static final int SERVICE_FRAME = 32;

    private final Consumer<List<StagedService>> sink;
    private final List<StagedService> services = new ArrayList<>();
    private final List<StagedInstance> instances = new ArrayList<>();
    private @Nullable ServiceName current;
    private int bytes;

    Chunks(Consumer<List<StagedService>> sink) {
        this.sink = sink;
    }

    void add(ServiceName service, StagedInstance instance) {
        int size = INSTANCE_FRAME + InstanceProto.size(instance.id()) + sizeOf(instance);
        makeRoom(size + sizeOf(service));
        if (current == null || !service.equals(current)) {
            endService();
            current = service;
            bytes += sizeOf(service);
        }
        instances.add(instance);
        bytes += size;
    }

    void add(ServiceName service, long version) {
        endService();
        makeRoom(sizeOf(service));
        services.add(new StagedService(service, version, List.of()));
        bytes += sizeOf(service);
    }

    /** Hands out what is left. */
    void end() {
        endService();
        if (!services.isEmpty()) {
            sink.accept(List.copyOf(services));
            services.clear();
        }
        bytes = 0;
    }

    private void makeRoom(int more) {
        if (bytes + more > MAX_BYTES) {
            end();
        }
    }

    private void endService() {
        if (current != null) {
            services.add(new StagedService(current, StagedService.NO_VERSION, instances));
            instances.clear();
            current = null;
        }
    }

    private static int sizeOf(StagedInstance instance) {
        return ContentProto.size(instance.content())
                + (instance.registered() == null ? 0 : ContentProto.size(instance.registered()));
    }

    private static int sizeOf(ServiceName service) {
        return SERVICE_FRAME + 3 * service.key().length();
    }
}
