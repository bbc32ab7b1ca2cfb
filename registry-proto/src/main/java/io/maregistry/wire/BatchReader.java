package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches of registrations, {@code {"items":[{"op":"register","service":"a.B","instance":{…}}]}}. An item with an
 * unlawful name or instance becomes a {@link BatchItem.Refused} of its own. A body that is no such list at all (no JSON, no
 * {@code items}, too many, an item without a known {@code op}, a service or an instance) is an {@link InvalidRequest}. Any
 * thread.
 */
public final class BatchReader {

    /** The most items of a batch. */
    public static final int MAX_ITEMS = 1_000;

    private final InstanceReader instances;

    public BatchReader(InstanceLimits limits) {
        this.instances = new InstanceReader(limits);
    }

    public List<BatchItem> read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_INSTANCE);
        List<BatchItem> items = new ArrayList<>();
        boolean[] found = new boolean[1];
        in.begin();
        if (!in.isObject()) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "the JSON must be an object");
        }
        in.fields(name -> {
            if (name.equals("items")) {
                found[0] = true;
                if (!in.isArray()) {
                    throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "items must be an array", "items");
                }
                in.elements(() -> items.add(item(in, items.size())));
            } else {
                in.skip();
            }
        });
        in.end();
        if (!found[0]) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "items is missing", "items");
        }
        return items;
    }

    private BatchItem item(JsonInput in, int number) {
        String place = "items[" + number + ']';
        if (number >= MAX_ITEMS) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "items must be at most " + MAX_ITEMS, place);
        }
        Item item = new Item(instances);
        List<InvalidRequest> refused = new ArrayList<>(1);
        in.readOrElse(
                () -> {
                    in.fields(name -> item.field(name, in));
                    item.resolve();
                },
                refused::add);
        return refused.isEmpty() ? item.build(place) : new BatchItem.Refused(refused.get(0));
    }

    /** What has been read of one item. */
    private static final class Item {
        private final InstanceReader instances;
        private @Nullable String op;
        private @Nullable String service;
        private @Nullable String namespace;
        private @Nullable String group;
        private @Nullable ServiceName name;
        private @Nullable InstanceRequest instance;

        Item(InstanceReader instances) {
            this.instances = instances;
        }

        void field(String field, JsonInput in) {
            if (in.isNull()) {
                return;
            }
            switch (field) {
                case "op" -> op = in.text();
                case "service" -> service = in.text();
                case "namespace" -> namespace = in.text();
                case "group" -> group = in.text();
                case "instance" -> instance = instances.read(in);
                default -> in.skip();
            }
        }

        void resolve() {
            name = ServiceKeys.service(service, namespace, group);
        }

        BatchItem build(String place) {
            if (name == null || instance == null) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "an item has a service and an instance", place);
            }
            if ("register".equals(op)) {
                return new BatchItem.Register(name, instance);
            }
            if ("unregister".equals(op)) {
                return new BatchItem.Unregister(name, instance);
            }
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "the op of an item must be register or unregister", place + ".op");
        }
    }
}
