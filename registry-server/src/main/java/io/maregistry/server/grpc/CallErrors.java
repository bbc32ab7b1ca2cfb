package io.maregistry.server.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Member;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.Discovery;
import io.maregistry.wire.ErrorDetails;
import io.maregistry.wire.ErrorTable;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How failures look to a caller: the only place that knows. Any thread. */
final class CallErrors {

    private static final Logger LOG = LoggerFactory.getLogger(CallErrors.class);

    private final Discovery discovery;
    private final ClusterView cluster;

    CallErrors(Discovery discovery, ClusterView cluster) {
        this.discovery = discovery;
        this.cluster = cluster;
    }

    /** What ends a call that failed so. */
    StatusRuntimeException of(Throwable failure) {
        ErrorDetail detail = detail(failure);
        ErrorTable.Kind kind = ErrorTable.kind(ErrorCode.valueOf(detail.getCode()));
        return StatusProto.toStatusRuntimeException(Status.newBuilder()
                .setCode(kind.grpcStatus())
                .setMessage(detail.getCode() + ": " + detail.getMessage())
                .addDetails(Any.pack(detail))
                .build());
    }

    /** The same as a part of an answer, for one item of many. */
    ErrorDetail detail(Throwable failure) {
        Throwable cause = WorkPool.causeOf(failure);
        if (cause instanceof RegistryException known && known.code() != ErrorCode.CORRUPTED) {
            return withLeader(known);
        }
        return bug(cause);
    }

    private ErrorDetail withLeader(RegistryException failure) {
        ErrorDetail detail = ErrorDetails.of(failure);
        Member leader = ErrorTable.isHelpedByTheLeader(failure)
                ? cluster.labels(discovery.unchecked()).leader()
                : null;
        return leader == null
                ? detail
                : detail.toBuilder().setLeader(Headers.address(leader)).build();
    }

    private static ErrorDetail bug(Throwable failure) {
        String id = Long.toHexString(ThreadLocalRandom.current().nextLong());
        LOG.error("bug={} in a call", id, failure);
        return ErrorDetail.newBuilder()
                .setCode(ErrorCode.INTERNAL.name())
                .setMessage("a fault of the server; it is logged as bug=" + id)
                .build();
    }
}
