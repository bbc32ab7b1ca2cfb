package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads batches of renewals, {@code {"items":[{"service":"a.B","id":"http://10.0.0.1:8080/x"}]}}. Whatever is malformed, be
 * it in one item only, is an {@link InvalidRequest} that says where: nobody of that body is renewed. Any thread.
 */
public final class RenewalReader {

    /** The most items of a batch: what one entry of the log takes. */
    public static final int MAX_ITEMS = 4_096;

    private static final String PLAIN_MODE = "heartbeat_only";

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

    private static RenewalItem item(JsonInput in, int number) {
        String place = "items[" + number + ']';
        if (number >= MAX_ITEMS) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "items must be at most " + MAX_ITEMS, place);
        }
        Item item = new Item();
        in.fields(name -> item.field(name, in));
        return item.build(place);
    }

    /** What has been read of one item. */
    private static final class Item {
        private @Nullable String service;
        private @Nullable String namespace;
        private @Nullable String group;
        private @Nullable String id;

        void field(String field, JsonInput in) {
            if (in.isNull()) {
                return;
            }
            switch (field) {
                case "service" -> service = in.text();
                case "namespace" -> namespace = in.text();
                case "group" -> group = in.text();
                case "id" -> id = in.text();
                case "mode" -> mode(in);
                default -> in.skip();
            }
        }

        private static void mode(JsonInput in) {
            if (!in.text().equals(PLAIN_MODE)) {
                throw in.fault("must be " + PLAIN_MODE);
            }
        }

        RenewalItem build(String place) {
            if (id == null) {
                throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "id is missing", place);
            }
            try {
                return new RenewalItem(ServiceKeys.service(service, namespace, group), InstanceId.ofUrl(id));
            } catch (InvalidRequest unlawful) {
                throw new InvalidRequest(unlawful.code(), String.valueOf(unlawful.getMessage()), place);
            } catch (IllegalArgumentException unlawful) {
                throw new InvalidRequest(
                        ErrorCode.INVALID_INSTANCE, String.valueOf(unlawful.getMessage()), place + ".id");
            }
        }
    }
}
