package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Have a configuration item say again what it said from a revision on; where it was removed then, it is removed. That is a
 * new version: nothing that came between is lost.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param revision names the version
 * @param expected as in {@link PutConfig}
 */
public record RollbackConfig(@Nullable RequestId request, ConfigName name, long revision, long expected)
        implements Command {

    @Override
    public Outcome applyTo(Working state) {
        ConfigWrite write = new ConfigWrite(state, name);
        Outcome refused = write.mismatch(expected);
        return refused != null ? refused : write.rollBackTo(revision);
    }
}
