package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Remove a configuration item. Idempotent: one that is not there is not an error. What it said is known for a while.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param expected as in {@link PutConfig}
 */
public record RemoveConfig(@Nullable RequestId request, ConfigName name, long expected) implements Command {

    @Override
    public Outcome applyTo(Working state) {
        ConfigWrite write = new ConfigWrite(state, name);
        Outcome refused = write.mismatch(expected);
        return refused != null ? refused : write.remove(Change.Cause.OPERATOR);
    }
}
