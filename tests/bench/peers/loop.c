/* The least a hub can do: one thread, epoll, and a loop of send() over everybody. What remains is the kernel's own cost.
 * It keeps no state, sends no snapshot, and does not look at what send() answers: a bound, not a hub. `loop PORT` */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 20000 };

static int subscribers[MOST], count, poller;

static void say(int fd, const char *text) { send(fd, text, strlen(text), MSG_NOSIGNAL); }

static void forget(int fd) {
    for (int i = 0; i < count; i++)
        if (subscribers[i] == fd) subscribers[i--] = subscribers[--count];
    close(fd);
}

static void watch(int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
}

static void publish(const char *body) {
    static char frame[1 << 16];
    int length = snprintf(frame, sizeof frame, "event: state\ndata: %s\n\n", body);
    for (int i = 0; i < count; i++) send(subscribers[i], frame, length, MSG_NOSIGNAL);
}

static void answer(int fd) {
    static char request[1 << 16];
    ssize_t length = read(fd, request, sizeof request - 1);
    if (length <= 0) {
        forget(fd);
        return;
    }
    request[length] = 0;
    char *body = strstr(request, "\r\n\r\n");
    if (request[0] == 'G' && count < MOST) {
        say(fd, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
        subscribers[count++] = fd;
    } else if (body) {
        say(fd, "HTTP/1.1 204 No Content\r\n\r\n");
        publish(body + 4);
    }
}

int main(int words, char **word) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(atoi(words > 1 ? word[1] : "0"))};
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (void *)&here, sizeof here) || listen(listener, 4096)) return 1;
    poller = epoll_create1(0);
    watch(listener);
    for (struct epoll_event events[256];;) {
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != listener) {
                answer(events[i].data.fd);
                continue;
            }
            int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
            watch(fd);
        }
    }
}
