package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** How requests name configuration items. Faults are {@link InvalidRequest}s. Stateless; any thread. */
public final class ConfigKeys {

    private ConfigKeys() {}

    /**
     * The item named so, by its {@code dataId} or by a whole key; {@code namespace} and {@code group} are null where the
     * request does not have them.
     */
    public static ConfigName config(String dataIdOrKey, @Nullable String namespace, @Nullable String group) {
        try {
            return named(dataIdOrKey, namespace, group);
        } catch (IllegalArgumentException unlawful) {
            throw new InvalidRequest(ErrorCode.INVALID_NAME, String.valueOf(unlawful.getMessage()));
        }
    }

    private static ConfigName named(String dataIdOrKey, @Nullable String namespace, @Nullable String group) {
        if (dataIdOrKey.indexOf('/') < 0) {
            return ConfigName.of(
                    namespace == null ? ServiceName.DEFAULT_NAMESPACE : namespace,
                    group == null ? ServiceName.DEFAULT_GROUP : group,
                    dataIdOrKey);
        }
        ConfigName whole = ConfigName.ofKey(dataIdOrKey);
        boolean isUnlike = namespace != null && !namespace.equals(whole.namespace())
                || group != null && !group.equals(whole.group());
        if (isUnlike) {
            throw new InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "the item's key names another namespace or group than the query");
        }
        return whole;
    }
}
