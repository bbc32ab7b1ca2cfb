package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.RenewalUpdate;
import io.maregistry.proto.v1.RenewItem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renewals to and from the messages of the gRPC API. Unlawful ones are an {@link
 * io.maregistry.error.RegistryException.InvalidRequest} with the place. Any thread.
 */
public final class RenewalMessages {

    private RenewalMessages() {}

    /**
     * What one renewal says.
     *
     * @param place where in the request it stands
     */
    public static RenewalItem read(RenewItem item, InstanceLimits limits, String place) {
        return new RenewalItem(
                KeyMessages.service(item.getService(), place + ".service"),
                KeyMessages.instance(item.getId(), place + ".id"),
                update(item, limits, place));
    }

    private static RenewalUpdate update(RenewItem item, InstanceLimits limits, String place) {
        RenewalMode mode = mode(item, place);
        return mode == RenewalMode.HEARTBEAT_ONLY
                ? RenewalUpdate.NONE
                : mode.update(
                        InstanceMessages.parameters(item.getParametersMap(), limits, place + ".parameters"),
                        metrics(item.getMetricsMap(), limits, place + ".metrics"));
    }

    private static RenewalMode mode(RenewItem item, String place) {
        return switch (item.getMode()) {
            case RENEWAL_MODE_UNSPECIFIED, RENEWAL_MODE_HEARTBEAT_ONLY -> RenewalMode.HEARTBEAT_ONLY;
            case RENEWAL_MODE_METRICS_UPDATE -> RenewalMode.METRICS_UPDATE;
            case RENEWAL_MODE_METADATA_UPDATE -> RenewalMode.METADATA_UPDATE;
            case RENEWAL_MODE_FULL_UPDATE -> RenewalMode.FULL_UPDATE;
            case UNRECOGNIZED ->
                throw Places.fault(
                        ErrorCode.INVALID_REQUEST,
                        "has the number " + item.getModeValue() + ", which this node does not know",
                        place + ".mode");
        };
    }

    private static Metrics metrics(Map<String, String> numbers, InstanceLimits limits, String place) {
        MetricRules rules = new MetricRules(limits);
        numbers.forEach((name, number) -> {
            refuse(rules.faultOf(name), place);
            refuse(rules.add(name, number), place);
        });
        return rules.build();
    }

    private static void refuse(@Nullable String fault, String place) {
        if (fault != null) {
            throw Places.fault(ErrorCode.INVALID_INSTANCE, fault, place);
        }
    }

    /** {@code item}, which names an instance, with what a heartbeat of that mode says. */
    public static RenewItem toMessage(RenewItem item, RenewalMode mode, Parameters parameters, Metrics metrics) {
        RenewItem.Builder message = item.toBuilder().setMode(toMessage(mode));
        if (mode.updatesParameters()) {
            message.putAllParameters(parameters.asMap());
        }
        if (mode.updatesMetrics()) {
            message.putAllMetrics(metrics.asMap());
        }
        return message.build();
    }

    private static io.maregistry.proto.v1.RenewalMode toMessage(RenewalMode mode) {
        return switch (mode) {
            case HEARTBEAT_ONLY -> io.maregistry.proto.v1.RenewalMode.RENEWAL_MODE_HEARTBEAT_ONLY;
            case METRICS_UPDATE -> io.maregistry.proto.v1.RenewalMode.RENEWAL_MODE_METRICS_UPDATE;
            case METADATA_UPDATE -> io.maregistry.proto.v1.RenewalMode.RENEWAL_MODE_METADATA_UPDATE;
            case FULL_UPDATE -> io.maregistry.proto.v1.RenewalMode.RENEWAL_MODE_FULL_UPDATE;
        };
    }
}
