package io.maregistry.client.internal.transport;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.maregistry.client.spi.Endpoint;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.wire.ErrorDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Failed calls as the packages above see them. Stateless; any thread. */
public final class Failures {

    private Failures() {}

    /** What a node said of one item, or of the call. */
    public static CallFailure of(ErrorDetail detail) {
        RegistryException error = ErrorDetails.exception(detail);
        return CallFailure.answered(
                error == null ? unknown(detail.getCode() + ": " + detail.getMessage()) : error,
                endpoint(detail.getLeader()),
                detail.getRetryAfterMs());
    }

    /** Where that node is reached; null where it does not say. */
    public static @Nullable Endpoint endpoint(Address address) {
        if (address.getGrpc().isEmpty()) {
            return null;
        }
        try {
            return Endpoint.of(address.getGrpc());
        } catch (IllegalArgumentException unusable) {
            return null; // an address that this release cannot read is as good as none
        }
    }

    /** The client itself is closed. */
    static CallFailure closed() {
        return CallFailure.answered(
                new RegistryException.Unavailable(ErrorCode.STOPPING, "the client is closed"), null, 0);
    }

    /** There is no way to call a node of that name. */
    static CallFailure notCallable(Endpoint node, RuntimeException fault) {
        return CallFailure.unreachable(new RegistryException.Unavailable(
                ErrorCode.NOT_READY, node + " cannot be called: " + fault.getMessage()));
    }

    /** Who the client is cannot be said now; a token that is being written may be there at the next try. */
    static CallFailure noCredentials(RuntimeException fault) {
        return answered(new RegistryException.Unavailable(ErrorCode.NOT_READY, "the credentials failed: " + fault));
    }

    /** The node has ended a stream without an error. */
    static CallFailure ended() {
        return CallFailure.answered(
                new RegistryException.Unavailable(ErrorCode.STOPPING, "the node has ended the stream"), null, 0);
    }

    /** Why a call ended so; {@code isSent} = the node may have got the request. */
    static CallFailure of(Throwable failure, boolean isSent) {
        ErrorDetail detail = detail(failure);
        return detail == null ? withoutDetail(Status.fromThrowable(failure), isSent) : of(detail);
    }

    private static @Nullable ErrorDetail detail(Throwable failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        List<Any> details = status == null ? List.of() : status.getDetailsList();
        try {
            for (Any any : details) {
                if (any.is(ErrorDetail.class)) {
                    return any.unpack(ErrorDetail.class);
                }
            }
        } catch (InvalidProtocolBufferException malformed) {
            return null; // the status alone has to do
        }
        return null;
    }

    /**
     * The call did not come as far as our code in the node, or something between has answered. What a registry refuses for
     * good it says with a detail; so a refusal without one is passing, but for a request that nobody could read.
     */
    private static CallFailure withoutDetail(Status status, boolean isSent) {
        String message = message(status);
        return switch (status.getCode()) {
            case UNAVAILABLE -> silent(message, isSent);
            case DEADLINE_EXCEEDED -> silent("no answer in time", isSent);
            case RESOURCE_EXHAUSTED -> answered(new RegistryException.Overloaded(message, 1));
            case UNAUTHENTICATED, PERMISSION_DENIED -> notByTheNode(status.getCode() + ": " + message);
            case INVALID_ARGUMENT, FAILED_PRECONDITION ->
                answered(new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message));
            case UNIMPLEMENTED -> answered(new RegistryException.Unsupported(message));
            default -> CallFailure.unreachable(unknown(message));
        };
    }

    private static CallFailure notByTheNode(String message) {
        return CallFailure.unreachable(new RegistryException.Unavailable(ErrorCode.NOT_READY, message));
    }

    private static CallFailure silent(String message, boolean isSent) {
        return CallFailure.unreachable(
                isSent ? unknown(message) : new RegistryException.Unavailable(ErrorCode.NOT_READY, message));
    }

    private static CallFailure answered(RegistryException error) {
        return CallFailure.answered(error, null, 0);
    }

    private static RegistryException unknown(String message) {
        return new RegistryException.Indeterminate(message);
    }

    private static String message(Status status) {
        StringBuilder said = new StringBuilder();
        said.append(status.getDescription() == null ? status.getCode().name() : status.getDescription());
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            said.append(" (").append(cause.getMessage()).append(')');
        }
        return said.toString();
    }
}
