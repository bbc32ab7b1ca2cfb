package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ServiceKey;

/** Names to and from the messages of the gRPC API. Unlawful ones are an {@link InvalidRequest} with the place. Any thread. */
public final class KeyMessages {

    private KeyMessages() {}

    public static ServiceKey toMessage(ServiceName name) {
        ServiceKey.Builder key = ServiceKey.newBuilder().setName(name.name());
        if (!name.namespace().equals(ServiceName.DEFAULT_NAMESPACE)) {
            key.setNamespace(name.namespace());
        }
        if (!name.group().equals(ServiceName.DEFAULT_GROUP)) {
            key.setGroup(name.group());
        }
        return key.build();
    }

    /**
     * The service of that name.
     *
     * @param place where in the request it stands
     */
    public static ServiceName service(ServiceKey key, String place) {
        try {
            return service(key);
        } catch (IllegalArgumentException unlawful) {
            throw Places.fault(ErrorCode.INVALID_NAME, "is unlawful: " + unlawful.getMessage(), place);
        }
    }

    /** The same where the message was written by the registry. */
    public static ServiceName service(ServiceKey key) {
        return ServiceName.of(
                orElse(key.getNamespace(), ServiceName.DEFAULT_NAMESPACE),
                orElse(key.getGroup(), ServiceName.DEFAULT_GROUP),
                key.getName());
    }

    /** The same where the message may be about several groups, which a reader of the registry asked for. */
    public static ServiceName read(ServiceKey key) {
        return ServiceName.areGroups(key.getGroup())
                ? ServiceName.ofGroups(
                        orElse(key.getNamespace(), ServiceName.DEFAULT_NAMESPACE), key.getGroup(), key.getName())
                : service(key);
    }

    /** The instance of that url. */
    public static InstanceId instance(String url, String place) {
        try {
            return InstanceId.ofUrl(url);
        } catch (IllegalArgumentException unlawful) {
            throw Places.fault(ErrorCode.INVALID_INSTANCE, "is unlawful: " + unlawful.getMessage(), place);
        }
    }

    private static String orElse(String text, String usual) {
        return text.isEmpty() ? usual : text;
    }
}
