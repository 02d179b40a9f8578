export class Server {
  private attach(target: HttpServer): void {
    console.log("attaching", this.path, target); // <<

    const listeners = target.listeners("request").slice(0);
    target.removeAll("request");
    target.on("request", (request, response) => {
      if (this.pattern.test(request.url)) this.serve(request, response);
      else for (const listener of listeners) listener.call(target, request, response);
    });
  }
}
