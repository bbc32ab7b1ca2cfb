/**
 * The HTTP port: Netty underneath, routes on top, and between them what HTTP asks of a server that trusts nobody.
 *
 * <p>Start with {@link io.maregistry.server.http.HttpServer}. The way of a request: {@code StrictRequestDecoder} makes bytes
 * into heads and bodies; {@code Connection} takes them, asks {@code Admission} whether the request may go on, receives its
 * body ({@code Reception}) and hands an {@code Exchange} to the {@code Endpoint} of its {@code Route}. There is one class of
 * endpoints for each resource; they parse, call a use case and make an {@code Answer}. {@code AnswerQueue} writes answers in the
 * order of the requests, {@code AnswerHead} their heads. {@code ErrorAnswers} is the only place that knows how a failure
 * looks. {@code WatchResource} answers with an {@code EventStream}, a body that ends with its connection; a {@code LongPoll}
 * keeps an exchange until there is something to answer.
 *
 * <p>Threads: everything about a connection runs on its event loop, which must never block. What may take long (files,
 * whole documents, compression) runs on the {@code WorkPool} and comes back. A read from memory never leaves its event
 * loop: it reads one root, and writes bytes that were made before.
 *
 * <p>Invariants: each request is answered once, in order, and with labels of the root that its body was made from; nothing
 * grows with what a client only announces; what is not understood is refused and never guessed; a client that is too slow,
 * with its head, its body or its reading, loses its connection and harms nobody else.
 */
@NullMarked
package io.maregistry.server.http;

import org.jspecify.annotations.NullMarked;
