package io.maregistry.wire;

import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Operator;
import io.maregistry.model.Status;
import io.maregistry.proto.v1.InstanceIdRecord;
import io.maregistry.proto.v1.InstanceRecord;
import io.maregistry.proto.v1.OperatorRecord;

/**
 * Instances to and from their records. Records that this build cannot fully read, or that break the model's rules, are
 * {@link io.maregistry.error.RegistryException.Corrupted}.
 */
public final class InstanceProto {

    private InstanceProto() {}

    public static InstanceRecord toProto(Instance instance) {
        InstanceRecord.Builder record = InstanceRecord.newBuilder()
                .setId(toProto(instance.id()))
                .setContent(ContentProto.toProto(instance.content()))
                .setOwnStatus(instance.ownStatus().number())
                .setRegisteredAtMillis(instance.registeredAtMillis())
                .setRevision(instance.revision());
        if (!instance.operator().equals(Operator.NONE)) {
            record.setOperator(toProto(instance.operator()));
        }
        if (instance.registered() != null) {
            record.setRegistered(ContentProto.toProto(instance.registered()));
        }
        if (instance.checkState() != null) {
            record.setCheckState(CheckProto.toProto(instance.checkState()));
        }
        return record.build();
    }

    public static Instance fromProto(InstanceRecord record) {
        Records.known(record);
        Records.require(record.hasId(), record, "id");
        Records.require(record.hasContent(), record, "content");
        try {
            return new Instance(
                    fromProto(record.getId()),
                    ContentProto.fromProto(record.getContent()),
                    record.hasOperator() ? fromProto(record.getOperator()) : Operator.NONE,
                    Status.ofNumber(record.getOwnStatus()),
                    record.getRegisteredAtMillis(),
                    record.getRevision(),
                    record.hasRegistered() ? ContentProto.fromProto(record.getRegistered()) : null,
                    record.hasCheckState() ? CheckProto.fromProto(record.getCheckState()) : null);
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    public static InstanceIdRecord toProto(InstanceId id) {
        return InstanceIdRecord.newBuilder()
                .setScheme(id.scheme())
                .setHost(id.host())
                .setPort(id.port())
                .setContext(id.context())
                .build();
    }

    /** How many bytes the identity takes in a record. */
    public static int size(InstanceId id) {
        return toProto(id).getSerializedSize();
    }

    public static InstanceId fromProto(InstanceIdRecord record) {
        Records.known(record);
        try {
            return new InstanceId(record.getScheme(), record.getHost(), record.getPort(), record.getContext());
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }

    public static OperatorRecord toProto(Operator operator) {
        OperatorRecord.Builder record =
                OperatorRecord.newBuilder().setDisabled(!operator.enabled()).setDraining(operator.draining());
        Integer weight = operator.weight();
        if (weight != null) {
            record.setWeight(weight);
        }
        Status status = operator.status();
        if (status != null) {
            record.setStatus(status.number());
        }
        return record.build();
    }

    public static Operator fromProto(OperatorRecord record) {
        Records.known(record);
        try {
            return new Operator(
                    !record.getDisabled(),
                    record.getDraining(),
                    record.hasWeight() ? record.getWeight() : null,
                    record.hasStatus() ? Status.ofNumber(record.getStatus()) : null);
        } catch (IllegalArgumentException rule) {
            throw Records.unlawful(record, rule);
        }
    }
}
