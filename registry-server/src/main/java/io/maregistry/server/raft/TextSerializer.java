package io.maregistry.server.raft;

import com.alipay.remoting.exception.CodecException;
import com.alipay.remoting.rpc.exception.RpcServerException;
import com.alipay.remoting.serialization.Serializer;
import java.nio.charset.StandardCharsets;

/**
 * Takes the place of bolt's Hessian, which reads whatever class a peer names. What is left to it are bolt's own error
 * answers: their message travels as text and becomes an {@link RpcServerException} again. Everything else is protobuf.
 */
final class TextSerializer implements Serializer {

    @Override
    public byte[] serialize(Object value) throws CodecException {
        if (value instanceof Throwable failure) {
            return String.valueOf(failure.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
        throw new CodecException(
                "only protobuf messages travel, not " + value.getClass().getName());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // bolt's interface leaves the type to the name
    public <T> T deserialize(byte[] data, String className) throws CodecException {
        if (!RpcServerException.class.getName().equals(className)) {
            throw new CodecException("only protobuf messages travel");
        }
        return (T) new RpcServerException(new String(data, StandardCharsets.UTF_8));
    }
}
