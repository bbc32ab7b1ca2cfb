package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Publish a configuration item. One that says the same already stays as it is.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param expected the revision that the item must be at; {@link #ABSENT} = there must be none, {@link #ANY_REVISION} =
 *     whatever is there
 */
public record PutConfig(@Nullable RequestId request, ConfigName name, ConfigText content, long expected)
        implements Command {

    public static final long ANY_REVISION = -1;
    public static final long ABSENT = 0;

    @Override
    public Outcome applyTo(Working state) {
        ConfigWrite write = new ConfigWrite(state, name);
        Outcome refused = write.mismatch(expected);
        return refused != null ? refused : write.publish(content);
    }
}
