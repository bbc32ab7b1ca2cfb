package io.maregistry.server.raft;

import com.alipay.remoting.CustomSerializer;
import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.exception.DeserializationException;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/** How bolt writes and reads one protobuf message of ours. Bolt keeps one per class name for the whole JVM. */
final class ProtobufMessage extends DefaultCustomSerializer {

    private final Parser<? extends MessageLite> parser;

    private ProtobufMessage(Parser<? extends MessageLite> parser) {
        this.parser = parser;
    }

    /** Makes a message known to bolt; a second time changes nothing. */
    static void register(MessageLite prototype) {
        String name = prototype.getClass().getName();
        synchronized (ProtobufMessage.class) {
            CustomSerializer known = CustomSerializerManager.getCustomSerializer(name);
            if (known == null) {
                CustomSerializerManager.registerCustomSerializer(
                        name, new ProtobufMessage(prototype.getParserForType()));
            }
        }
    }

    @Override
    public <T extends RequestCommand> boolean serializeContent(T request, InvokeContext context) {
        request.setContent(((MessageLite) ((RpcRequestCommand) request).getRequestObject()).toByteArray());
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean serializeContent(T response) {
        response.setContent(((MessageLite) ((RpcResponseCommand) response).getResponseObject()).toByteArray());
        return true;
    }

    @Override
    public <T extends RequestCommand> boolean deserializeContent(T request) throws DeserializationException {
        ((RpcRequestCommand) request).setRequestObject(parse(request.getContent()));
        return true;
    }

    @Override
    public <T extends ResponseCommand> boolean deserializeContent(T response, InvokeContext context)
            throws DeserializationException {
        ((RpcResponseCommand) response).setResponseObject(parse(response.getContent()));
        return true;
    }

    /** Bolt gives null for a request without content: a message whose fields all have their defaults. */
    private MessageLite parse(byte[] content) throws DeserializationException {
        try {
            return parser.parseFrom(content == null ? new byte[0] : content);
        } catch (InvalidProtocolBufferException e) {
            throw new DeserializationException("a message that cannot be read: " + e.getMessage(), e);
        }
    }
}
