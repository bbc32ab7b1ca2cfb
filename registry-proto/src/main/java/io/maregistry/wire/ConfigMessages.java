package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ConfigKey;

/** Names of configuration items to and from the messages of the gRPC API. Any thread. */
public final class ConfigMessages {

    private ConfigMessages() {}

    public static ConfigKey toMessage(ConfigName name) {
        ConfigKey.Builder key = ConfigKey.newBuilder().setDataId(name.dataId());
        if (!name.namespace().equals(ServiceName.DEFAULT_NAMESPACE)) {
            key.setNamespace(name.namespace());
        }
        if (!name.group().equals(ServiceName.DEFAULT_GROUP)) {
            key.setGroup(name.group());
        }
        return key.build();
    }

    /**
     * The item of that name; an {@link InvalidRequest} where it is unlawful.
     *
     * @param place where in the request it stands
     */
    public static ConfigName name(ConfigKey key, String place) {
        try {
            return name(key);
        } catch (IllegalArgumentException unlawful) {
            throw Places.fault(ErrorCode.INVALID_NAME, "is unlawful: " + unlawful.getMessage(), place);
        }
    }

    /** The same where the message was written by the registry. */
    public static ConfigName name(ConfigKey key) {
        return ConfigName.of(
                key.getNamespace().isEmpty() ? ServiceName.DEFAULT_NAMESPACE : key.getNamespace(),
                key.getGroup().isEmpty() ? ServiceName.DEFAULT_GROUP : key.getGroup(),
                key.getDataId());
    }
}
