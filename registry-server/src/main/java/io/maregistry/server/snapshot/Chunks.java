package io.maregistry.server.snapshot;

import io.maregistry.model.CheckState;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.ReleaseSpan;
import io.maregistry.server.state.StagedConfig;
import io.maregistry.server.state.StagedInstance;
import io.maregistry.server.state.StagedPart;
import io.maregistry.server.state.StagedService;
import io.maregistry.wire.ContentProto;
import io.maregistry.wire.InstanceProto;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers parts of services, and items, into chunks of at most {@value #MAX_BYTES} bytes as log entries hold them, whatever the order
 * in which they come. A service that is longer goes on in the next chunk. One thread.
 */
final class Chunks {

    /** Under the 256 KiB of an entry by more than the frames around the parts take. */
    static final int MAX_BYTES = 192 << 10;

    private static final int INSTANCE_FRAME = 96; // operator, status, times, lengths
    private static final int CHECK_STATE_FRAME = 48;
    private static final int SERVICE_FRAME = 32;
    private static final int ITEM_FRAME = 64;

    private final Consumer<StagedPart> sink;
    private final List<StagedService> services = new ArrayList<>();
    private final List<StagedConfig> configs = new ArrayList<>();
    private final List<StagedInstance> instances = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private @Nullable ServiceName current;
    private int bytes;

    Chunks(Consumer<StagedPart> sink) {
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

    /** A version of a configuration item may be longer than a chunk; then it is one alone. */
    void add(StagedConfig config) {
        endService();
        int size = sizeOf(config);
        makeRoom(size);
        configs.add(config);
        bytes += size;
    }

    void add(Item item) {
        int size = ITEM_FRAME + 3 * item.bytes();
        makeRoom(size);
        items.add(item);
        bytes += size;
    }

    void add(ServiceName service, ReleaseSpan release) {
        endService();
        int size = INSTANCE_FRAME
                + InstanceProto.size(release.id())
                + 3
                        * (release.instanceId().length()
                                + release.versions().buildTime().length()
                                + release.versions().assemblyVersion().length()
                                + release.versions().releaseVersion().length());
        makeRoom(size + sizeOf(service));
        services.add(new StagedService(service, StagedService.NO_VERSION, List.of(), List.of(release)));
        bytes += size + sizeOf(service);
    }

    /** Hands out what is left. */
    void end() {
        endService();
        if (!services.isEmpty() || !configs.isEmpty() || !items.isEmpty()) {
            sink.accept(new StagedPart(services, configs, items));
            services.clear();
            configs.clear();
            items.clear();
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
                + (instance.registered() == null ? 0 : ContentProto.size(instance.registered()))
                + sizeOf(instance.checkState())
                + ContentProto.size(instance.metrics());
    }

    private static int sizeOf(@Nullable CheckState state) {
        return state == null ? 0 : CHECK_STATE_FRAME + 3 * state.evidence().length();
    }

    private static int sizeOf(StagedConfig config) {
        ConfigText content = config.version().content();
        int text = content == null ? 0 : content.contentType().length() + content.bytes();
        return SERVICE_FRAME + 3 * config.name().key().length() + text;
    }

    private static int sizeOf(ServiceName service) {
        return SERVICE_FRAME + 3 * service.key().length();
    }
}
