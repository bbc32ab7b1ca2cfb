package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.model.InstancePatch;

/**
 * Reads merge patches of instances (RFC 7396): a field that is there is changed, {@code null} takes its value away, and
 * objects are merged. What no patch may change is passed over, as in a registration.
 *
 * <p>Faults are {@link io.maregistry.error.RegistryException.InvalidRequest}: {@code INVALID_REQUEST} where the body is no
 * JSON, {@code INVALID_INSTANCE} with the place where it says something unlawful. Any thread.
 */
public final class PatchReader {

    private final InstanceLimits limits;

    public PatchReader(InstanceLimits limits) {
        this.limits = limits;
    }

    /** The patch that is the whole body. */
    public InstancePatch read(byte[] body) {
        JsonInput in = JsonInput.ofBody(body, ErrorCode.INVALID_INSTANCE);
        PatchFields fields = new PatchFields(in, limits);
        in.begin();
        in.fields(fields::read);
        InstancePatch patch = fields.build();
        in.end();
        return patch;
    }
}
