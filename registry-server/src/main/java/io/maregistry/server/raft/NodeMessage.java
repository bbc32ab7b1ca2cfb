package io.maregistry.server.raft;

import com.alipay.remoting.CustomSerializerManager;
import com.alipay.remoting.DefaultCustomSerializer;
import com.alipay.remoting.InvokeContext;
import com.alipay.remoting.exception.DeserializationException;
import com.alipay.remoting.rpc.RequestCommand;
import com.alipay.remoting.rpc.ResponseCommand;
import com.alipay.remoting.rpc.protocol.RpcRequestCommand;
import com.alipay.remoting.rpc.protocol.RpcResponseCommand;
import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/**
 * A protobuf message between nodes, as bolt writes and reads it. Bolt keeps one reader per class name for the whole JVM, and
 * would take Hessian for a class that has none.
 */
final class NodeMessage extends DefaultCustomSerializer {

    private final Parser<? extends MessageLite> parser;

    private NodeMessage(Parser<? extends MessageLite> parser) {
        this.parser = parser;
    }

    private static synchronized void register(MessageLite prototype) {
        String name = prototype.getClass().getName();
        if (CustomSerializerManager.getCustomSerializer(name) == null) {
            CustomSerializerManager.registerCustomSerializer(name, new NodeMessage(prototype.getParserForType()));
        }
    }

    /** Serves requests of one type on that port. */
    static void serve(RpcServer server, MessageLite request, MessageLite answer, RpcProcessor<?> processor) {
        register(request);
        register(answer);
        server.registerProcessor(processor);
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
