package io.maregistry.wire;

import io.maregistry.error.ErrorCode;

/**
 * Reads the instances that clients send: identity, content and {@code enabled}. What clients do not own ({@code status},
 * {@code revision} and the like) and what nobody knows is passed over; {@code null} is as good as absent but where a field
 * is required.
 *
 * <p>Faults are {@link io.maregistry.error.RegistryException.InvalidRequest}: {@code INVALID_REQUEST} where the body is no
 * JSON, {@code INVALID_INSTANCE} with the place where it says something unlawful. Any thread.
 */
public final class InstanceReader {

    private final InstanceLimits limits;

    public InstanceReader(InstanceLimits limits) {
        this.limits = limits;
    }

    /** The instance that is the whole body. */
    public InstanceRequest read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_INSTANCE);
        in.begin();
        InstanceRequest request = read(in);
        in.end();
        return request;
    }

    /** The instance that the input stands at. */
    public InstanceRequest read(JsonInput in) {
        InstanceFields fields = new InstanceFields(limits);
        in.fields(name -> {
            if (!fields.read(name, in)) {
                in.skip();
            }
        });
        return new InstanceRequest(fields.id(in), fields.content(in), fields.enabled());
    }
}
