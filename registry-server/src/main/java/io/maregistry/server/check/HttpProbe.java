package io.maregistry.server.check;

import io.maregistry.server.outbound.Call;
import io.maregistry.server.outbound.Destination;
import io.maregistry.server.outbound.Outbound;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code GET} of the path; good where the status is 2xx. A redirect is not followed, the body is not awaited. */
final class HttpProbe implements Probe {

    private final Outbound outbound;
    private final boolean isEncrypted;

    HttpProbe(Outbound outbound, boolean isEncrypted) {
        this.outbound = outbound;
        this.isEncrypted = isEncrypted;
    }

    @Override
    public CompletionStage<Finding> ask(Question question) {
        Call call = question.call(isEncrypted, HeadReader.MAX_BYTES);
        return outbound.ask(
                call, (channel, destination, answer) -> talk(question.check().path(), channel, destination, answer));
    }

    private static void talk(String path, Channel channel, Destination destination, CompletableFuture<Finding> answer) {
        channel.pipeline().addLast(HeadReader.codec()).addLast(new HeadReader(HttpProbe::judged, answer));
        FullHttpRequest request = RequestHead.get(path, destination);
        request.headers().set(HttpHeaderNames.ACCEPT, "*/*").set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        var unused = channel.writeAndFlush(request); // where that fails, the connection ends
    }

    private static Finding judged(HttpResponse head) {
        HttpStatusClass kind = head.status().codeClass();
        String line = HeadReader.statusLine(head);
        return new Finding(
                kind == HttpStatusClass.SUCCESS,
                kind == HttpStatusClass.REDIRECTION ? line + " (redirects are not followed)" : line);
    }
}
