package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.RenewalUpdate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches of renewals, {@code {"items":[{"service":"a.B","id":"http://10.0.0.1:8080/x","mode":"metrics_update",
 * "metrics":{"cpu":45.5}}]}}; what an item's mode does not update is read and passed over. Whatever is malformed, be
 * it in one item only, is an {@link InvalidRequest} that says where: nobody of that body is renewed. Any thread.
 */
public final class RenewalReader {

    /** The most items of a batch: what one entry of the log takes. */
    public static final int MAX_ITEMS = 4_096;

    private final InstanceLimits limits;

    public RenewalReader(InstanceLimits limits) {
        this.limits = limits;
    }

    /** The items in their order. */
    public List<RenewalItem> read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        List<RenewalItem> items = new ArrayList<>();
        boolean[] found = new boolean[1];
        in.begin();
        in.fields(name -> {
            if (name.equals("items")) {
                found[0] = true;
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

    private RenewalItem item(JsonInput in, int number) {
        String place = "items[" + number + ']';
        if (number >= MAX_ITEMS) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "items must be at most " + MAX_ITEMS, place);
        }
        Item item = new Item(limits);
        in.fields(name -> item.field(name, in));
        return item.build(place);
    }

    /** What has been read of one item. */
    private static final class Item {
        private final InstanceLimits limits;
        private RenewalMode mode = RenewalMode.HEARTBEAT_ONLY;
        private @Nullable Parameters parameters;
        private @Nullable Metrics metrics;
        private @Nullable String service;
        private @Nullable String namespace;
        private @Nullable String group;
        private @Nullable String id;

        Item(InstanceLimits limits) {
            this.limits = limits;
        }

        void field(String field, JsonInput in) {
            if (in.isNull()) {
                return;
            }
            switch (field) {
                case "service" -> service = in.text();
                case "namespace" -> namespace = in.text();
                case "group" -> group = in.text();
                case "id" -> id = in.text();
                case "mode" -> mode = mode(in);
                case "parameters", "metadata" -> parameters = parameters(in);
                case "metrics" -> metrics = MetricsReader.read(in, limits);
                default -> in.skip();
            }
        }

        private static RenewalMode mode(JsonInput in) {
            RenewalMode known = RenewalMode.ofTextOrNull(in.text());
            if (known == null) {
                throw in.fault("must be heartbeat_only, metrics_update, metadata_update or full_update");
            }
            return known;
        }

        private Parameters parameters(JsonInput in) {
            if (parameters != null) {
                throw in.fault("is there twice: parameters and metadata are one thing");
            }
            return new ParameterReader(limits).read(in);
        }

        private RenewalUpdate update(String place) {
            try {
                return mode.update(parameters, metrics);
            } catch (IllegalArgumentException missing) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, String.valueOf(missing.getMessage()), place);
            }
        }

        RenewalItem build(String place) {
            if (id == null) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "id is missing", place);
            }
            RenewalUpdate update = update(place);
            try {
                return new RenewalItem(ServiceKeys.service(service, namespace, group), InstanceId.ofUrl(id), update);
            } catch (InvalidRequest unlawful) {
                throw new InvalidRequest(unlawful.code(), String.valueOf(unlawful.getMessage()), place);
            } catch (IllegalArgumentException unlawful) {
                throw new InvalidRequest(
                        ErrorCode.INVALID_INSTANCE, String.valueOf(unlawful.getMessage()), place + ".id");
            }
        }
    }
}
