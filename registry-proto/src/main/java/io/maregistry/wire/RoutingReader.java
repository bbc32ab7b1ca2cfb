package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Routing;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads which groups are to get the calls of a service: {@code {"active":"green"}} or {@code {"weights":{"blue":90,
 * "green":10}}}, one of the two. Faults are an {@link InvalidRequest} with the place. Stateless; any thread.
 */
public final class RoutingReader {

    private RoutingReader() {}

    /** The routing that is the whole body. */
    public static Routing read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_REQUEST);
        Fields fields = new Fields(in);
        in.begin();
        in.fields(fields::field);
        in.end();
        return of(fields.active, fields.weights);
    }

    /** The routing that says one of the two, of which the other is null; {@code InvalidRequest} where it says neither or both. */
    public static Routing of(@Nullable String active, @Nullable Map<String, Integer> weights) {
        if (active == null && weights == null) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "active or weights must be there", "active");
        }
        if (active != null && weights != null) {
            throw new InvalidRequest(ErrorCode.INVALID_REQUEST, "active and weights are both there", "weights");
        }
        try {
            return weights == null ? Routing.to(String.valueOf(active)) : Routing.weighted(weights);
        } catch (IllegalArgumentException rule) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    String.valueOf(rule.getMessage()),
                    weights == null ? "active" : "weights");
        }
    }

    private static final class Fields {
        private final JsonInput in;
        private @Nullable String active;
        private @Nullable Map<String, Integer> weights;

        Fields(JsonInput in) {
            this.in = in;
        }

        void field(String field) {
            switch (field) {
                case "active" -> active = in.text();
                case "weights" -> {
                    Map<String, Integer> read = new TreeMap<>();
                    in.fields(group -> read.put(group, (int) in.integer(0, Routing.MAX_WEIGHT)));
                    weights = read;
                }
                default -> throw in.fault("is unknown");
            }
        }
    }
}
