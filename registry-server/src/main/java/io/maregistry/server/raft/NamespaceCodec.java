package io.maregistry.server.raft;

import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.model.Routing;
import io.maregistry.proto.v1.DeleteNamespaceRecord;
import io.maregistry.proto.v1.GroupWeightRecord;
import io.maregistry.proto.v1.NamespaceRecord;
import io.maregistry.proto.v1.NamespacedKindRecord;
import io.maregistry.proto.v1.NamespacedRecord;
import io.maregistry.proto.v1.PutNamespaceRecord;
import io.maregistry.proto.v1.RoutingRecord;
import io.maregistry.proto.v1.SetRoutingRecord;
import io.maregistry.server.state.DeleteNamespace;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.server.state.SetRouting;
import io.maregistry.wire.Records;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Namespaces and routings to and from their records. As strict as {@link CommandCodec}. Stateless; any thread. */
final class NamespaceCodec {

    private NamespaceCodec() {}

    static PutNamespaceRecord toProto(PutNamespace put) {
        PutNamespaceRecord.Builder record =
                PutNamespaceRecord.newBuilder().setName(put.name()).setCreates(put.creates());
        if (put.request() != null) {
            record.setRequest(CommandCodec.requestRecord(put.request()));
        }
        if (put.patch().description() instanceof Edit.To<String> to) {
            record.setDescription(to.value());
        }
        record.setClearsDescription(put.patch().description() instanceof Edit.Clear);
        if (!(put.patch().services() instanceof Edit.Keep)) {
            record.setServices(limit(put.patch().services()));
        }
        if (!(put.patch().instances() instanceof Edit.Keep)) {
            record.setInstances(limit(put.patch().instances()));
        }
        return record.build();
    }

    private static int limit(Edit<Integer> edit) {
        Integer limit = edit.of(null);
        return limit == null ? Quota.NONE : limit;
    }

    static PutNamespace fromProto(PutNamespaceRecord record) {
        Records.known(record);
        if (record.hasDescription() && record.getClearsDescription()) {
            throw new IllegalArgumentException("description is set and cleared");
        }
        Edit<String> description = record.hasDescription() ? Edit.to(record.getDescription()) : Edit.keep();
        return new PutNamespace(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                record.getName(),
                new NamespacePatch(
                        record.getClearsDescription() ? Edit.clear() : description,
                        record.hasServices() ? Edit.to(record.getServices()) : Edit.keep(),
                        record.hasInstances() ? Edit.to(record.getInstances()) : Edit.keep()),
                record.getCreates());
    }

    static DeleteNamespaceRecord toProto(DeleteNamespace delete) {
        DeleteNamespaceRecord.Builder record =
                DeleteNamespaceRecord.newBuilder().setName(delete.name()).setForce(delete.force());
        if (delete.request() != null) {
            record.setRequest(CommandCodec.requestRecord(delete.request()));
        }
        return record.build();
    }

    static DeleteNamespace fromProto(DeleteNamespaceRecord record) {
        Records.known(record);
        return new DeleteNamespace(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                record.getName(),
                record.getForce());
    }

    static SetRoutingRecord toProto(SetRouting set) {
        SetRoutingRecord.Builder record = SetRoutingRecord.newBuilder()
                .setRouting(record(new ServiceRouting(set.namespace(), set.service(), set.routing(), 0)));
        if (set.request() != null) {
            record.setRequest(CommandCodec.requestRecord(set.request()));
        }
        return record.build();
    }

    static SetRouting fromProto(SetRoutingRecord record) {
        Records.known(record);
        Records.require(record.hasRouting(), record, "routing");
        ServiceRouting routing = routing(record.getRouting());
        if (routing.revision() != 0) {
            throw new IllegalArgumentException("a routing that is to be set has no revision");
        }
        return new SetRouting(
                record.hasRequest() ? CommandCodec.request(record.getRequest()) : null,
                routing.namespace(),
                routing.service(),
                routing.routing());
    }

    static NamespaceRecord record(Namespace namespace) {
        return NamespaceRecord.newBuilder()
                .setName(namespace.name())
                .setDescription(namespace.description())
                .setServices(namespace.quota().services())
                .setInstances(namespace.quota().instances())
                .setRevision(namespace.revision())
                .build();
    }

    static Namespace namespace(NamespaceRecord record) {
        Records.known(record);
        return new Namespace(
                record.getName(),
                record.getDescription(),
                new Quota(record.getServices(), record.getInstances()),
                record.getRevision());
    }

    static RoutingRecord record(ServiceRouting routing) {
        RoutingRecord.Builder record = RoutingRecord.newBuilder()
                .setNamespace(routing.namespace())
                .setService(routing.service())
                .setRevision(routing.revision());
        if (routing.routing() instanceof Routing.Active active) {
            record.setActive(active.group());
        } else if (routing.routing() instanceof Routing.Weighted weighted) {
            weighted.weights()
                    .forEach((group, weight) -> record.addWeights(
                            GroupWeightRecord.newBuilder().setGroup(group).setWeight(weight)));
        }
        return record.build();
    }

    static ServiceRouting routing(RoutingRecord record) {
        Records.known(record);
        return new ServiceRouting(record.getNamespace(), record.getService(), said(record), record.getRevision());
    }

    private static @Nullable Routing said(RoutingRecord record) {
        if (record.hasActive() && record.getWeightsCount() > 0) {
            throw new IllegalArgumentException("active and weights are both there");
        }
        if (record.hasActive()) {
            return Routing.to(record.getActive());
        }
        if (record.getWeightsCount() == 0) {
            return null;
        }
        Map<String, Integer> weights = new TreeMap<>();
        for (GroupWeightRecord weight : record.getWeightsList()) {
            Records.known(weight);
            if (weights.put(weight.getGroup(), weight.getWeight()) != null) {
                throw new IllegalArgumentException("group " + weight.getGroup() + " is there twice");
            }
        }
        return Routing.weighted(weights);
    }

    static NamespacedRecord toProto(Outcome.Namespaced outcome) {
        return NamespacedRecord.newBuilder()
                .setKind(
                        switch (outcome.kind()) {
                            case CREATED -> NamespacedKindRecord.NAMESPACED_KIND_RECORD_CREATED;
                            case UPDATED -> NamespacedKindRecord.NAMESPACED_KIND_RECORD_UPDATED;
                            case SAME -> NamespacedKindRecord.NAMESPACED_KIND_RECORD_SAME;
                        })
                .setNamespace(record(outcome.namespace()))
                .build();
    }

    static Outcome fromProto(long revision, NamespacedRecord record) {
        Records.known(record);
        Records.require(record.hasNamespace(), record, "namespace");
        return new Outcome.Namespaced(revision, kind(record), namespace(record.getNamespace()));
    }

    private static Outcome.Namespaced.Kind kind(NamespacedRecord record) {
        return switch (record.getKind()) {
            case NAMESPACED_KIND_RECORD_CREATED -> Outcome.Namespaced.Kind.CREATED;
            case NAMESPACED_KIND_RECORD_UPDATED -> Outcome.Namespaced.Kind.UPDATED;
            case NAMESPACED_KIND_RECORD_SAME -> Outcome.Namespaced.Kind.SAME;
            case NAMESPACED_KIND_RECORD_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("kind has the unknown number " + record.getKindValue());
        };
    }
}
