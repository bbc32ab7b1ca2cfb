package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.CheckState;
import io.maregistry.model.Content;
import io.maregistry.model.HealthCheck;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.CheckResult;
import io.maregistry.proto.v1.InstanceStatus;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Instances to and from the messages of the gRPC API. What a client says and breaks a rule is an {@link InvalidRequest}
 * with the place; fields that nobody knows are passed over. Stateless; any thread.
 */
public final class InstanceMessages {

    private InstanceMessages() {}

    /** An instance as the registry lists it. */
    public static io.maregistry.proto.v1.Instance toMessage(Instance instance) {
        io.maregistry.proto.v1.Instance.Builder message = said(instance.id(), instance.content())
                .setStatus(toMessage(instance.status()))
                .setHealthy(instance.isHealthy())
                .setRegisteredAtMs(instance.registeredAtMillis())
                .setRevision(instance.revision())
                .setDraining(instance.operator().draining())
                .setDisabled(!instance.operator().enabled())
                .setEffectiveWeight(instance.weight());
        if (instance.checkState() != null) {
            message.setCheckResult(toMessage(instance.checkState()));
        }
        return message.build();
    }

    /** The same with what it told of itself last. */
    public static io.maregistry.proto.v1.Instance toMessage(Instance instance, Metrics metrics) {
        return toMessage(instance).toBuilder().putAllMetrics(metrics.asMap()).build();
    }

    /** An instance as a client registers it. */
    public static io.maregistry.proto.v1.Instance toMessage(InstanceRequest asked) {
        return said(asked.id(), asked.content()).setDisabled(!asked.enabled()).build();
    }

    /**
     * What a client asks for.
     *
     * @param place where in the request the message stands
     */
    public static InstanceRequest request(
            io.maregistry.proto.v1.Instance message, InstanceLimits limits, String place) {
        Parameters parameters = parameters(message.getParametersMap(), limits, place + ".parameters");
        return lawful(place, () -> {
            HealthCheck check = message.hasCheck() ? check(message.getCheck(), message.getPort()) : null;
            return new InstanceRequest(id(message), content(message, parameters, check), !message.getDisabled());
        });
    }

    /**
     * An instance as the registry told it. An operator's weight and status come back as far as they count. What only a later
     * release understands is left out: a status counts as Error unless the instance is healthy, a check and what it found as none. A message
     * that breaks the model's rules otherwise is an {@code IllegalArgumentException}.
     */
    public static Instance listed(io.maregistry.proto.v1.Instance message) {
        HealthCheck check = message.hasCheck() ? checkOrNull(message.getCheck(), message.getPort()) : null;
        Content content = content(message, Parameters.of(message.getParametersMap()), check);
        int weight = message.hasEffectiveWeight() ? message.getEffectiveWeight() : content.weight();
        Operator operator = new Operator(
                !message.getDisabled(), message.getDraining(), weight == content.weight() ? null : weight, null);
        return new Instance(
                id(message),
                content,
                operator.equals(Operator.NONE) ? Operator.NONE : operator,
                statusOrWhatCounts(message),
                message.getRegisteredAtMs(),
                message.getRevision(),
                null,
                message.hasCheckResult() ? checkStateOrNull(message.getCheckResult()) : null);
    }

    private static io.maregistry.proto.v1.Instance.Builder said(InstanceId id, Content content) {
        io.maregistry.proto.v1.Instance.Builder message = io.maregistry.proto.v1.Instance.newBuilder()
                .setScheme(id.scheme())
                .setHost(id.host())
                .setPort(id.port())
                .setContext(id.context());
        content.parameters().forEach(message::putParameters);
        if (content.weight() != Content.NORMAL_WEIGHT) {
            message.setWeight(content.weight());
        }
        if (content.generation() != Content.NO_GENERATION) {
            message.setGeneration(content.generation());
        }
        if (content.instanceId() != null) {
            message.setInstanceId(content.instanceId());
        }
        if (content.check() != null) {
            message.setCheck(toMessage(content.check()));
        }
        if (!content.release().equals(Release.NONE)) {
            message.setRelease(toMessage(content.release()));
        }
        setLease(message, content.lease());
        return message;
    }

    private static void setLease(io.maregistry.proto.v1.Instance.Builder message, Lease lease) {
        message.setPersistent(!lease.ephemeral());
        if (lease.ttlMillis() != Lease.UNSET) {
            message.setTtlMs(lease.ttlMillis());
        }
        if (lease.offlineGraceMillis() != Lease.UNSET) {
            message.setOfflineGraceMs(lease.offlineGraceMillis());
        }
    }

    private static InstanceId id(io.maregistry.proto.v1.Instance message) {
        return new InstanceId(message.getScheme(), message.getHost(), message.getPort(), message.getContext());
    }

    private static Content content(
            io.maregistry.proto.v1.Instance message, Parameters parameters, @Nullable HealthCheck check) {
        return new Content(
                parameters,
                message.hasWeight() ? message.getWeight() : Content.NORMAL_WEIGHT,
                lease(message),
                message.hasGeneration() ? given(message.getGeneration()) : Content.NO_GENERATION,
                message.getInstanceId().isEmpty() ? null : message.getInstanceId(),
                check,
                message.hasRelease() ? release(message.getRelease()) : Release.NONE);
    }

    /** What is given is never the number that stands for "not given". */
    private static long given(long generation) {
        Content.checkGeneration(generation);
        return generation;
    }

    private static Lease lease(io.maregistry.proto.v1.Instance message) {
        if (!message.getPersistent() && message.getTtlMs() == 0 && !message.hasOfflineGraceMs()) {
            return Lease.DEFAULT;
        }
        return new Lease(
                !message.getPersistent(),
                message.getTtlMs() == 0 ? Lease.UNSET : atLeastZero("ttl_ms", message.getTtlMs()),
                message.hasOfflineGraceMs()
                        ? atLeastZero("offline_grace_ms", message.getOfflineGraceMs())
                        : Lease.UNSET);
    }

    /** A number above 2^63 comes as a negative one, which means something else in the model. */
    private static long atLeastZero(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is too large, was " + Long.toUnsignedString(value));
        }
        return value;
    }

    static Parameters parameters(Map<String, String> pairs, InstanceLimits limits, String place) {
        ParameterRules rules = new ParameterRules(limits);
        pairs.forEach((key, value) -> {
            refuse(rules.faultOf(key), place);
            refuse(rules.add(key, value), place);
        });
        return rules.build();
    }

    private static void refuse(@Nullable String fault, String place) {
        if (fault != null) {
            throw Places.fault(ErrorCode.INVALID_INSTANCE, fault, place);
        }
    }

    private static io.maregistry.proto.v1.HealthCheck toMessage(HealthCheck check) {
        return io.maregistry.proto.v1.HealthCheck.newBuilder()
                .setType(check.type().text())
                .setPort(check.port())
                .setPath(check.path())
                .setIntervalMs(check.pace().intervalMillis())
                .setTimeoutMs(check.pace().timeoutMillis())
                .setRise(check.pace().rise())
                .setFall(check.pace().fall())
                .setInitial(toMessage(check.initial()))
                .setRemoveAfterMs(check.removeAfterMillis())
                .build();
    }

    private static HealthCheck check(io.maregistry.proto.v1.HealthCheck message, int instancePort) {
        HealthCheck.Pace usual = HealthCheck.Pace.DEFAULT;
        HealthCheck.Pace pace = new HealthCheck.Pace(
                message.getIntervalMs() == 0 ? usual.intervalMillis() : message.getIntervalMs(),
                message.getTimeoutMs() == 0 ? usual.timeoutMillis() : message.getTimeoutMs(),
                message.getRise() == 0 ? usual.rise() : message.getRise(),
                message.getFall() == 0 ? usual.fall() : message.getFall());
        return new HealthCheck(
                HealthCheck.Type.ofText(message.getType().toLowerCase(Locale.ROOT)),
                message.getPort() == 0 ? instancePort : message.getPort(),
                message.getPath(),
                pace,
                status(message.getInitial()),
                message.getRemoveAfterMs());
    }

    private static @Nullable HealthCheck checkOrNull(io.maregistry.proto.v1.HealthCheck message, int instancePort) {
        try {
            return check(message, instancePort);
        } catch (IllegalArgumentException ofALaterRelease) {
            return null;
        }
    }

    private static CheckResult toMessage(CheckState found) {
        return CheckResult.newBuilder()
                .setVerdict(found.verdict().text())
                .setSinceMs(found.sinceWallMillis())
                .setEvidence(found.evidence())
                .setLatencyMs(found.latencyMillis())
                .build();
    }

    private static @Nullable CheckState checkStateOrNull(CheckResult message) {
        try {
            return new CheckState(
                    CheckState.Verdict.ofText(message.getVerdict()),
                    0,
                    message.getSinceMs(),
                    message.getEvidence(),
                    message.getLatencyMs());
        } catch (IllegalArgumentException ofALaterRelease) {
            return null;
        }
    }

    private static io.maregistry.proto.v1.Release toMessage(Release release) {
        return io.maregistry.proto.v1.Release.newBuilder()
                .setAppId(release.product().appId())
                .setName(release.product().name())
                .setDomainName(release.product().domainName())
                .setProjectName(release.product().projectName())
                .setUpdateTime(release.updateTime())
                .setBuildTime(release.buildTime())
                .setAssemblyVersion(release.assemblyVersion())
                .setReleaseVersion(release.releaseVersion())
                .setFromClient(release.fromClient())
                .build();
    }

    private static Release release(io.maregistry.proto.v1.Release message) {
        return new Release(
                new Release.Product(
                        message.getAppId(), message.getName(), message.getDomainName(), message.getProjectName()),
                message.getUpdateTime(),
                message.getBuildTime(),
                message.getAssemblyVersion(),
                message.getReleaseVersion(),
                message.getFromClient());
    }

    private static InstanceStatus toMessage(Status status) {
        return switch (status) {
            case RUNNING -> InstanceStatus.INSTANCE_STATUS_RUNNING;
            case UPDATING -> InstanceStatus.INSTANCE_STATUS_UPDATING;
            case OFFLINE -> InstanceStatus.INSTANCE_STATUS_OFFLINE;
            case ERROR -> InstanceStatus.INSTANCE_STATUS_ERROR;
        };
    }

    private static Status status(InstanceStatus status) {
        return switch (status) {
            case INSTANCE_STATUS_RUNNING -> Status.RUNNING;
            case INSTANCE_STATUS_UPDATING -> Status.UPDATING;
            case INSTANCE_STATUS_OFFLINE -> Status.OFFLINE;
            case INSTANCE_STATUS_ERROR -> Status.ERROR;
            case UNRECOGNIZED -> throw new IllegalArgumentException("status is of a later release");
        };
    }

    private static Status statusOrWhatCounts(io.maregistry.proto.v1.Instance message) {
        if (message.getStatus() != InstanceStatus.UNRECOGNIZED) {
            return status(message.getStatus());
        }
        return message.getHealthy() ? Status.RUNNING : Status.ERROR;
    }

    private static <T> T lawful(String place, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException rule) {
            throw Places.fault(ErrorCode.INVALID_INSTANCE, "is unlawful: " + rule.getMessage(), place);
        }
    }
}
